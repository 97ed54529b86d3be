"""Gives every request and every connection the trace id it came with, or a new one."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from voicera_kit.trace import adopt_trace


class Tracing:
    """ASGI middleware; what a connection starts inherits its trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            adopt_trace(Headers(scope=scope).items())
        await self._app(scope, receive, send)
