"""Control of live calls: look, hang up, transfer, play, speak, send digits, record."""

from typing import Any

from aiohttp import web

from vobiz_sim import causes
from vobiz_sim.calls import Call, Hook, State
from vobiz_sim.rest.cdr import record_of
from vobiz_sim.rest.reply import RestError, answer, body, carrier, empty, not_found
from vobiz_sim.targets import RemoteTargetError, require_allowed

routes = web.RouteTableDef()

_CALLS = "/api/v1/Account/{account}/Call"
_CALL = _CALLS + "/{uuid}"
_QUEUED_SHOWN = 20


@routes.get(_CALLS)
@routes.get(_CALLS + "/")
async def calls(request: web.Request) -> web.Response:
    live = carrier(request).exchange.live
    if request.query.get("status") == "queued":
        return answer({"calls": [call.uuid for call in live if call.state is State.QUEUED][:_QUEUED_SHOWN]})
    return answer({"calls": [call.uuid for call in live if call.state is not State.QUEUED]})


@routes.get(_CALL)
@routes.get(_CALL + "/")
async def call(request: web.Request) -> web.Response:
    """`status` asks for a live or a queued call; without it, for the record of a finished one."""
    sim, uuid = carrier(request), request.match_info["uuid"]
    wanted = request.query.get("status")
    if wanted is None:
        placed = sim.call(uuid)
        if placed is None or placed.report is None:
            raise not_found("call")
        return answer(record_of(placed) | {"status": placed.call.state.value})
    found = _find(request)
    if (found.state is State.QUEUED) != (wanted == "queued"):
        raise not_found("call")
    return answer(_view(found))


@routes.delete(_CALL)
@routes.delete(_CALL + "/")
async def hang_up(request: web.Request) -> web.Response:
    found = _find(request)
    answered = found.state is State.IN_PROGRESS
    found.hang_up(causes.NORMAL.by(causes.API) if answered else causes.CANCELED)
    return empty()


@routes.post(_CALL + "/")
async def transfer(request: web.Request) -> web.Response:
    found, values = _find(request), await body(request)
    legs = values.get("legs", "aleg")
    leg = "bleg" if legs == "bleg" else "aleg"
    url = values.get(f"{leg}_url")
    if not url:
        raise RestError(400, "bad_request", f"missing {leg}_url")
    _allow(request, str(url))
    if found.state is not State.IN_PROGRESS:
        raise not_found("call")
    found.transfer(Hook(str(url), str(values.get(f"{leg}_method") or "POST")))
    return answer({"message": "call transferred", "call_uuid": found.uuid}, 202)


@routes.post(_CALL + "/{action:Play|Speak|DTMF}/")
async def act(request: web.Request) -> web.Response:
    found, values = _find(request), await body(request)
    needed = {"Play": "urls", "Speak": "text", "DTMF": "digits"}[request.match_info["action"]]
    if not values.get(needed):
        raise RestError(400, "bad_request", f"missing {needed}")
    if needed == "digits":
        found.digits_heard += "".join(key for key in str(values["digits"]) if key not in "wW")
    return answer({"message": f"{request.match_info['action'].lower()} started"}, 202)


@routes.delete(_CALL + "/{action:Play|Speak}/")
async def stop_acting(request: web.Request) -> web.Response:
    _find(request)
    return empty()


@routes.post(_CALL + "/Record/")
async def record(request: web.Request) -> web.Response:
    found, values = _find(request), await body(request)
    url = values.get("callback_url")
    if url:
        _allow(request, str(url))
    shelf = carrier(request).recordings
    made = shelf.start(
        found,
        file_format=str(values.get("file_format", "mp3")),
        callback=Hook(str(url), str(values.get("callback_method") or "POST")) if url else None,
        limit_s=int(values.get("time_limit", 60)),
    )
    kept = shelf.get(made)
    return answer(
        {"message": "recording started", "recording_id": made, "url": kept.url if kept else ""}, 202
    )


@routes.delete(_CALL + "/Record/")
async def stop_recording(request: web.Request) -> web.Response:
    found, sim = _find(request), carrier(request)
    sim.exchange.stop_recordings(found)
    return empty()


def _find(request: web.Request) -> Call:
    found = carrier(request).exchange.live.get(request.match_info["uuid"])
    if found is None or found.over.done():
        raise not_found("call")
    return found


def _allow(request: web.Request, url: str) -> None:
    try:
        require_allowed(url, allow_remote=carrier(request).config.allow_remote)
    except RemoteTargetError as error:
        raise RestError(400, "bad_request", str(error)) from error


def _view(found: Call) -> dict[str, Any]:
    view: dict[str, Any] = {
        "call_uuid": found.uuid,
        "request_uuid": found.uuid,
        "call_status": found.state.value,
        "direction": found.plan.direction,
        "from": found.plan.from_,
        "to": found.plan.to,
        "caller_name": found.plan.caller_name,
    }
    if found.state is State.QUEUED:
        return view
    return view | {
        "session_start": found.session_start.isoformat(),
        "stir_attestation": "Not Applicable",
        "stir_verification": "Not Applicable",
    }
