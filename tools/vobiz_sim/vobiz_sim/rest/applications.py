"""Voice applications over REST."""

import re
from typing import Any

from aiohttp import web

from vobiz_sim.rest.reply import RestError, answer, body, carrier, empty, not_found, offset_page
from vobiz_sim.targets import RemoteTargetError, require_allowed

routes = web.RouteTableDef()

_ALL = "/api/v1/Account/{account}/Application/"
_ONE = _ALL + "{app_id}/"
_NAME = re.compile(r"[A-Za-z0-9_-]+")


@routes.post(_ALL)
async def create(request: web.Request) -> web.Response:
    values = await body(request)
    if not _NAME.fullmatch(str(values.get("app_name", ""))):
        raise RestError(400, "bad_request", "app_name is letters, digits, _ and -")
    if not values.get("answer_url"):
        raise RestError(400, "bad_request", "missing answer_url")
    _check_urls(request, values)
    record = carrier(request).applications.create(values)
    return answer({"app_id": record["app_id"], "message": "created"}, 201)


@routes.get(_ALL)
async def applications(request: web.Request) -> web.Response:
    return offset_page(request, list(carrier(request).applications.records.values()))


@routes.get(_ONE)
async def application(request: web.Request) -> web.Response:
    return answer(_find(request))


@routes.post(_ONE)
async def update(request: web.Request) -> web.Response:
    record, values = _find(request), await body(request)
    _check_urls(request, values)
    carrier(request).applications.update(record["app_id"], values)
    return answer({"message": "changed"}, 202)


@routes.delete(_ONE)
async def delete(request: web.Request) -> web.Response:
    store, app_id = carrier(request).applications, _find(request)["app_id"]
    if store.numbers_of(app_id):
        raise RestError(409, "conflict", "numbers are attached")
    del store.records[app_id]
    return empty()


def _find(request: web.Request) -> dict[str, Any]:
    record = carrier(request).applications.records.get(request.match_info["app_id"])
    if record is None:
        raise not_found("application")
    return record


def _check_urls(request: web.Request, values: dict[str, Any]) -> None:
    try:
        for name in ("answer_url", "hangup_url", "fallback_answer_url"):
            if values.get(name):
                require_allowed(str(values[name]), allow_remote=carrier(request).config.allow_remote)
    except RemoteTargetError as error:
        raise RestError(400, "bad_request", str(error)) from error
