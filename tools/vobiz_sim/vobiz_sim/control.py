"""The simulator's own API, for runners and people: place calls, decide outcomes, read reports."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from aiohttp import web

from vobiz_sim import report
from vobiz_sim.audio import wav
from vobiz_sim.callee import Callee, Outcome
from vobiz_sim.caller.script import Script
from vobiz_sim.caller.speech import SpeechUnavailableError
from vobiz_sim.carrier import Carrier, UnknownNumberError
from vobiz_sim.config import Route
from vobiz_sim.exchange import PlacedCall, TooManyCallsError
from vobiz_sim.faults import Faults
from vobiz_sim.rest.reply import RestError, body, carrier, empty, not_found

routes = web.RouteTableDef()

T = TypeVar("T")


@routes.post("/control/inbound")
async def inbound(request: web.Request) -> web.Response:
    """Takes `to`, `from` and optionally `script`, `answer_url`, `hangup_url`, `faults`; returns the id."""
    values = await body(request)
    placed = await _place(carrier(request), values)
    return web.json_response({"id": placed.uuid}, status=201)


@routes.get("/control/calls")
async def calls(request: web.Request) -> web.Response:
    placed = carrier(request).exchange.placed.values()
    return web.json_response({"calls": [_brief(one) for one in placed]})


@routes.get("/control/calls/{id}")
async def call(request: web.Request) -> web.Response:
    """State, and the report so far or, once the call is over, for good."""
    placed = _find(request)
    return web.json_response(_brief(placed) | {"report": _report(placed).as_mapping()})


@routes.delete("/control/calls/{id}")
async def hang_up(request: web.Request) -> web.Response:
    _find(request).hang_up()
    return empty()


@routes.get("/control/calls/{id}/{side:call|caller|ear}.wav")
async def audio(request: web.Request) -> web.Response:
    recorder = _find(request).call.line.recorder
    sides: dict[str, Callable[[], bytes]] = {
        "call": recorder.stereo,
        "caller": lambda: wav.encode(recorder.caller),
        "ear": lambda: wav.encode(recorder.ear),
    }
    return web.Response(body=sides[request.match_info["side"]](), content_type="audio/wav")


@routes.get("/control/report")
async def aggregate(request: web.Request) -> web.Response:
    reports = [placed.report for placed in carrier(request).exchange.placed.values()]
    return web.json_response(report.aggregate([one for one in reports if one is not None]))


@routes.get("/control/faults")
async def faults(request: web.Request) -> web.Response:
    return web.json_response(carrier(request).faults.as_mapping())


@routes.put("/control/faults")
async def set_faults(request: web.Request) -> web.Response:
    """Replaces all switches: what is not named goes back to its default."""
    sim = carrier(request)
    sim.faults = _checked(Faults.from_mapping, await body(request))
    return web.json_response(sim.faults.as_mapping())


@routes.put("/control/outbound")
async def set_callee(request: web.Request) -> web.Response:
    """What dialled parties do: `outcome`, `script`, `ring_ms`, `machine`, and `number` for just one."""
    values = await body(request)
    callee = _checked(read_callee, values)
    carrier(request).when_dialled(callee, number=str(values.get("number", "")))
    return empty()


@routes.put("/control/numbers")
async def add_numbers(request: web.Request) -> web.Response:
    """Maps numbers to `{answer_url, hangup_url, fallback_url, answer_method}`, or to `{}`: rented, leading nowhere."""
    values = await body(request)
    carrier(request).add_numbers(_checked(_read_routes, values))
    return empty()


def read_callee(values: Mapping[str, Any]) -> Callee:
    """Raises ValueError for unknown outcomes and broken scripts."""
    callee = Callee(Outcome(values.get("outcome", "answer")), Script.from_mapping(values.get("script") or {}))
    return replace(
        callee,
        ring_ms=int(values.get("ring_ms", callee.ring_ms)),
        machine=bool(values.get("machine", False)),
        machine_after_ms=int(values.get("machine_after_ms", callee.machine_after_ms)),
    )


async def _place(sim: Carrier, values: Mapping[str, Any]) -> PlacedCall:
    for name in ("to", "from"):
        if not values.get(name):
            raise RestError(400, "bad_request", f"missing {name}")
    try:
        return await sim.place_inbound(
            to=str(values["to"]),
            from_=str(values["from"]),
            script=Script.from_mapping(values.get("script") or {}),
            route=_read_route(values) if values.get("answer_url") else None,
            faults=Faults.from_mapping(values.get("faults") or {}, sim.faults),
        )
    except UnknownNumberError as error:
        raise not_found("number") from error
    except TooManyCallsError as error:
        raise RestError(429, "rate_limited", str(error)) from error
    except (ValueError, OSError, SpeechUnavailableError) as error:
        raise RestError(400, "bad_request", str(error)) from error


def _checked(read: Callable[[Mapping[str, Any]], T], values: Mapping[str, Any]) -> T:
    try:
        return read(values)
    except (ValueError, TypeError, KeyError) as error:
        raise RestError(400, "bad_request", str(error)) from error


def _read_routes(values: Mapping[str, Any]) -> dict[str, Route]:
    return {number: _read_route(route) for number, route in values.items()}


def _read_route(values: Mapping[str, Any]) -> Route:
    return Route(
        answer_url=str(values.get("answer_url", "")),
        hangup_url=str(values.get("hangup_url", "")),
        fallback_url=str(values.get("fallback_url", "")),
        answer_method=str(values.get("answer_method", "POST")),
    )


def _find(request: web.Request) -> PlacedCall:
    placed = carrier(request).call(request.match_info["id"])
    if placed is None:
        raise not_found("call")
    return placed


def _brief(placed: PlacedCall) -> dict[str, Any]:
    return {
        "id": placed.uuid,
        "direction": placed.call.plan.direction,
        "state": placed.call.state.value,
        "finished": placed.report is not None,
    }


def _report(placed: PlacedCall) -> report.CallReport:
    return placed.report or report.of_call(placed.call, placed.script.name, placed.actor.notes)
