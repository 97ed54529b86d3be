"""Puts the REST API together: routes, credentials and errors."""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from vobiz_sim import control
from vobiz_sim.carrier import Carrier
from vobiz_sim.rest import account, applications, calls, cdr, live, numbers, recordings
from vobiz_sim.rest.reply import CARRIER, RestError, carrier, not_found

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Wrong casing or a missing slash on call operations is answered like missing credentials.
_LOOKS_LIKE_CALL = re.compile(r"/api/v1/account/[^/]+/call(/|$)", re.IGNORECASE)
_MAX_BODY = 4 * 1024 * 1024


def build(sim: Carrier) -> web.Application:
    app = web.Application(middlewares=[_errors, _credentials], client_max_size=_MAX_BODY)
    app[CARRIER] = sim
    for module in (account, applications, calls, live, numbers, recordings, cdr, control):
        app.add_routes(module.routes)
    app.router.add_route("*", "/{rest:.*}", _unknown)
    return app


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except RestError as error:
        return error.response()


@web.middleware
async def _credentials(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path.startswith("/control/"):
        return await handler(request)
    sim = carrier(request)
    if sim.faults.rest_delay_ms:
        await asyncio.sleep(sim.faults.rest_delay_ms / 1000)
    if sim.faults.rest_error:
        raise _told_to_fail(sim.faults.rest_error)
    _check(request, sim)
    return await handler(request)


def _told_to_fail(status: int) -> RestError:
    is_limit = status == HTTPStatus.TOO_MANY_REQUESTS
    details = {"limitType": "requests", "limit": 10, "current": 10, "retryAfter": 1} if is_limit else {}
    return RestError(status, "simulated", "the simulator was told to fail", details)


def _check(request: web.Request, sim: Carrier) -> None:
    given = (request.headers.get("X-Auth-ID", ""), request.headers.get("X-Auth-Token", ""))
    wanted = (sim.config.auth_id, sim.config.auth_token)
    if not all(hmac.compare_digest(*pair) for pair in zip(given, wanted, strict=True)):
        raise RestError(401, "unauthorized", "X-Auth-ID or X-Auth-Token is missing or wrong")
    if request.match_info.get("account", sim.config.auth_id) != sim.config.auth_id:
        raise not_found("account")


async def _unknown(request: web.Request) -> web.Response:
    if _LOOKS_LIKE_CALL.match(request.path):
        raise RestError(401, "unauthorized", "not a path of this API")
    raise not_found("path")
