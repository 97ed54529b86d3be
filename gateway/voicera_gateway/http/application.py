"""Puts the HTTP routes together."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from starlette.routing import WebSocketRoute

from voicera_gateway.browser.socket import BrowserEndpoint
from voicera_gateway.calls.sessions import Sessions
from voicera_gateway.edge.hooks import Hooks
from voicera_gateway.http import documentation, errors
from voicera_gateway.http.exports import Exports
from voicera_gateway.http.recordings import Recordings
from voicera_gateway.http.tracing import Tracing
from voicera_gateway.live.passes import PATHS, Purpose
from voicera_gateway.live.socket import LiveEndpoint
from voicera_gateway.session.routes import BrowserSessions
from voicera_gateway.settings import GatewaySettings
from voicera_gateway.vobiz.media import MediaEndpoint
from voicera_gateway.vobiz.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Parts:
    """What the routes lead to."""

    sessions: Sessions
    webhooks: Webhooks
    recordings: Recordings
    exports: Exports
    hooks: Hooks
    browsers: BrowserSessions
    live: Mapping[Purpose, LiveEndpoint]


def application(settings: GatewaySettings, parts: Parts) -> FastAPI:
    app = FastAPI(title="VoiceERA gateway", docs_url=None, redoc_url=None, openapi_url=None)
    errors.install(app)
    app.add_middleware(Tracing)
    app.include_router(parts.webhooks.router())
    app.include_router(parts.recordings.router())
    app.include_router(parts.exports.router())
    app.add_api_route("/healthz", _health(parts.sessions), include_in_schema=False)
    documentation.install(app, settings.openapi_path)
    app.include_router(parts.browsers.router())
    app.router.routes.extend(parts.hooks.routes())
    media = MediaEndpoint(parts.sessions, settings.media_idle_s, settings.clear_timeout_s)
    browser = BrowserEndpoint(parts.sessions, settings.clear_timeout_s)
    app.router.routes.append(WebSocketRoute("/vobiz/media/{ticket}", media))
    app.router.routes.append(WebSocketRoute("/v1/browser/{ticket}", browser))
    for purpose, endpoint in parts.live.items():
        app.router.routes.append(WebSocketRoute(f"{PATHS}/{purpose}/{{ticket}}", endpoint))
    return app


def _health(sessions: Sessions) -> Callable[[], Awaitable[Response]]:
    async def health() -> Response:
        """Say whether new calls should come here."""
        if sessions.is_draining:
            return JSONResponse({"status": "draining", "calls": len(sessions)}, 503)
        return JSONResponse({"status": "ok", "calls": len(sessions)})

    return health
