"""The account's numbers and the application each one leads to."""

from typing import Any

from aiohttp import web

from vobiz_sim import numbers as formats
from vobiz_sim.rest.reply import RestError, body, carrier, not_found, number

routes = web.RouteTableDef()

_NUMBERS = "/api/v1/{casing:[Aa]ccount}/{account}/numbers"
_ATTACHED = _NUMBERS + "/{number}/application"


@routes.get(_NUMBERS)
async def owned(request: web.Request) -> web.Response:
    attached = carrier(request).applications.attached
    search = formats.plain(request.query.get("search", ""))
    found = [_view(e164, app_id) for e164, app_id in attached.items() if search in formats.plain(e164)]
    page, size = max(1, number(request, "page", 1)), max(1, min(100, number(request, "per_page", 25)))
    items = found[(page - 1) * size : page * size]
    return web.json_response({"items": items, "page": page, "per_page": size, "total": len(found)})


@routes.post(_ATTACHED)
async def attach(request: web.Request) -> web.Response:
    e164, values = _owned(request), await body(request)
    store = carrier(request).applications
    record = store.records.get(str(values.get("application_id", "")))
    if record is None:
        raise not_found("application")
    if carrier(request).faults.attach_conflict and store.attached[e164]:
        raise RestError(409, "conflict", "the number is already attached to an application")
    store.attached[e164] = record["app_id"]
    return web.json_response(
        {"message": "Number attached to application", "number": e164, "application": record},
    )


@routes.delete(_ATTACHED)
async def detach(request: web.Request) -> web.Response:
    e164 = _owned(request)
    carrier(request).applications.attached[e164] = ""
    return web.json_response({"message": "Number detached from application", "number": e164})


def _owned(request: web.Request) -> str:
    e164 = carrier(request).applications.owned(request.match_info["number"])
    if e164 is None:
        raise not_found("number")
    return e164


def _view(e164: str, app_id: str) -> dict[str, Any]:
    return {
        "id": formats.plain(e164),
        "e164": e164,
        "country": "IN",
        "region": "",
        "capabilities": {"voice": True, "sms": False, "mms": False, "fax": False},
        "status": "active",
        "provider": "vobiz",
        "setup_fee": 0,
        "monthly_fee": 0,
        "currency": "INR",
        "voice_enabled": True,
        "tags": [],
        "is_blocked": False,
        "is_trial_number": False,
        "source": "simulator",
    } | ({"application_id": app_id} if app_id else {})
