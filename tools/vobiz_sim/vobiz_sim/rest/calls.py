"""Dialling out: `POST …/Call/`."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from vobiz_sim.caller.speech import SpeechUnavailableError
from vobiz_sim.calls import Hook, Plan
from vobiz_sim.carrier import Carrier
from vobiz_sim.exchange import TooManyCallsError
from vobiz_sim.rest.reply import RestError, answer, body, carrier
from vobiz_sim.targets import RemoteTargetError, require_allowed

routes = web.RouteTableDef()

_MAX_DESTINATIONS = 1000
_REQUIRED = ("from", "to", "answer_url", "answer_method")
_DAY_S = 86_400


@routes.post("/api/v1/Account/{account}/Call/")
async def create(request: web.Request) -> web.Response:
    sim, values = carrier(request), await body(request)
    _validate(sim, values)
    destinations = str(values["to"]).split("<")
    if len(destinations) > _MAX_DESTINATIONS:
        raise RestError(400, "bad_request", f"more than {_MAX_DESTINATIONS} destinations")
    _admit(sim, len(destinations))
    placed = [await _dial(sim, values, to.strip()) for to in destinations]
    uuids = [call.uuid for call in placed]
    fired = {"message": "call fired", "request_uuid": uuids[0] if len(uuids) == 1 else uuids}
    return answer(fired, sim.faults.make_call_status)


def _validate(sim: Carrier, values: Mapping[str, Any]) -> None:
    missing = [name for name in _REQUIRED if not values.get(name)]
    if missing:
        raise RestError(400, "bad_request", f"missing {', '.join(missing)}", {"fields": missing})
    urls = [str(values[name]) for name in values if name.endswith("_url") and values[name]]
    try:
        for url in urls:
            require_allowed(url, allow_remote=sim.config.allow_remote)
    except RemoteTargetError as error:
        raise RestError(400, "bad_request", str(error)) from error
    if sim.applications.attached and sim.applications.owned(str(values["from"])) is None:
        raise RestError(403, "forbidden", f"from number {values['from']} not owned")


def _admit(sim: Carrier, calls: int) -> None:
    faults, live = sim.faults, len(sim.exchange.live)
    if faults.balance_low:
        raise RestError(402, "payment_required", "insufficient balance")
    if faults.concurrent_calls and live + calls > faults.concurrent_calls:
        raise _limited("concurrency", faults.concurrent_calls, live)
    recent = sim.exchange.dialled_within(1.0)
    if faults.calls_per_second and recent + calls > faults.calls_per_second:
        raise _limited("cps", faults.calls_per_second, recent)


def _limited(kind: str, limit: int, current: int) -> RestError:
    details = {"limitType": kind, "limit": limit, "current": current, "retryAfter": 1}
    return RestError(429, "rate_limited", f"{kind} limit exceeded", details)


async def _dial(sim: Carrier, values: Mapping[str, Any], to: str) -> Any:
    try:
        async with asyncio.timeout(30):
            return await sim.exchange.dial(_plan(values, to), sim.faults)
    except TooManyCallsError as error:
        raise _limited("concurrency", sim.config.max_live_calls, len(sim.exchange.live)) from error
    except (SpeechUnavailableError, OSError, ValueError) as error:
        raise RestError(500, "script", str(error)) from error


def _plan(values: Mapping[str, Any], to: str) -> Plan:
    answer_hook = _hook(values, "answer") or Hook("")
    return Plan(
        direction="outbound",
        from_=str(values["from"]),
        to=to,
        answer=answer_hook,
        hangup=_hook(values, "hangup") or answer_hook,
        ring=_hook(values, "ring"),
        fallback=_hook(values, "fallback"),
        caller_name=str(values.get("caller_name", ""))[:50],
        time_limit_s=min(_DAY_S, _seconds(values, "time_limit", 14_400)),
        ring_limit_s=min(_seconds(values, "ring_timeout", 120), _seconds(values, "hangup_on_ring", 120)),
        machine_detection=str(values.get("machine_detection", "")).lower(),
        machine_hook=_hook(values, "machine_detection"),
    )


def _hook(values: Mapping[str, Any], name: str) -> Hook | None:
    url = values.get(f"{name}_url")
    return Hook(str(url), str(values.get(f"{name}_method") or "POST")) if url else None


def _seconds(values: Mapping[str, Any], name: str, default: int) -> int:
    text = str(values.get(name, ""))
    return int(text) if text.isdigit() and int(text) else default
