"""Call detail records, written when a call is over."""

import csv
import io
import math
from collections.abc import Callable
from typing import Any

from aiohttp import web

from vobiz_sim import events, numbers
from vobiz_sim.exchange import PlacedCall
from vobiz_sim.rest.reply import carrier, not_found, number

routes = web.RouteTableDef()

_CDR = "/api/v1/Account/{account}/cdr"
_FILTERS: dict[str, Callable[[dict[str, Any], str], bool]] = {
    "from_number": lambda record, wanted: numbers.same(record["caller_id_number"], wanted),
    "to_number": lambda record, wanted: numbers.same(record["destination_number"], wanted),
    "call_direction": lambda record, wanted: record["call_direction"] == wanted,
    "hangup_cause": lambda record, wanted: record["hangup_cause"] == wanted,
    "start_date": lambda record, wanted: record["start_time"][:10] >= wanted,
    "end_date": lambda record, wanted: record["start_time"][:10] <= wanted,
    "min_duration": lambda record, wanted: record["duration"] >= int(wanted or 0),
}


def record_of(placed: PlacedCall) -> dict[str, Any]:
    call, ending = placed.call, placed.call.ending
    talk_s = events.talk_seconds(call)
    ended = call.ended_at or call.session_start
    total_s = math.ceil((ended - call.session_start).total_seconds())
    return {
        "uuid": call.uuid,
        "call_direction": call.plan.direction,
        "caller_id_name": call.plan.caller_name,
        "caller_id_number": call.plan.from_,
        "destination_number": call.plan.to,
        "duration": total_s,
        "billsec": talk_s,
        "ring_time": max(0, total_s - talk_s),
        "start_time": _iso(call.session_start),
        "answer_time": _iso(call.answered_at) if call.answered_at else None,
        "end_time": _iso(ended),
        "cost": 0,
        "total_cost": 0,
        "streaming_cost": 0,
        "currency": "INR",
        "codec": "PCMU",
        "hangup_cause": ending.cause if ending else "",
        "hangup_cause_code": ending.code if ending else 0,
        "hangup_cause_name": ending.name if ending else "",
        "hangup_source": ending.source if ending else "",
    }


@routes.get(_CDR)
@routes.get(_CDR + "/search")
async def records(request: web.Request) -> web.Response:
    found = _matching(request)
    page, size = max(1, number(request, "page", 1)), max(1, min(100, number(request, "per_page", 20)))
    pages = max(1, math.ceil(len(found) / size))
    return web.json_response({
        "account_id": request.match_info["account"],
        "count": len(found),
        "data": found[(page - 1) * size : page * size],
        "pagination": {
            "page": page,
            "per_page": size,
            "total": len(found),
            "pages": pages,
            "has_next": page < pages,
            "has_prev": page > 1,
        },
        "summary": _summary(found),
        "success": True,
    })


@routes.get(_CDR + "/recent")
async def recent(request: web.Request) -> web.Response:
    return web.json_response(
        {"data": _matching(request)[: number(request, "limit", 20)], "success": True},
    )


@routes.get(_CDR + "/export")
async def export(request: web.Request) -> web.Response:
    sink, found = io.StringIO(), _matching(request)
    if found:
        writer = csv.DictWriter(sink, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return web.Response(text=sink.getvalue(), content_type="text/csv")


@routes.get(_CDR + "/{uuid}")
async def record(request: web.Request) -> web.Response:
    placed = carrier(request).call(request.match_info["uuid"])
    if placed is None or placed.report is None:
        raise not_found("call")
    return web.json_response({"data": record_of(placed), "success": True})


def _matching(request: web.Request) -> list[dict[str, Any]]:
    """Newest first."""
    placed = carrier(request).exchange.placed.values()
    records = [record_of(one) for one in reversed(placed) if one.report is not None]
    wanted = {name: value for name, value in request.query.items() if name in _FILTERS}
    return [one for one in records if all(_FILTERS[name](one, value) for name, value in wanted.items())]


def _summary(found: list[dict[str, Any]]) -> dict[str, Any]:
    answered = [one for one in found if one["answer_time"]]
    seconds = sum(one["duration"] for one in found)
    return {
        "totalCalls": len(found),
        "answeredCalls": len(answered),
        "answerRate": round(100 * len(answered) / len(found), 1) if found else 0,
        "avgCallDuration": f"{round(seconds / len(found)) if found else 0}s",
        "total_duration_seconds": seconds,
        "total_billable_seconds": sum(one["billsec"] for one in found),
        "total_cost": 0,
        "last_call_at": found[0]["start_time"] if found else None,
    }


def _iso(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
