"""The paths on which Envoy asks (ext_authz): 200 lets the request through, everything else answers the client.

Envoy's public listener routes nothing to /internal/; only its own questions get here.
"""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicera_gateway.edge import bodies
from voicera_gateway.edge.api_keys import ApiKeys
from voicera_gateway.edge.bindings import Bindings, Body
from voicera_gateway.http.reading import read_body
from voicera_kit.addresses import forwarded_address

MAX_BODY_BYTES: Final = 2 * 1024 * 1024
LARGE_BYTES: Final = 32 * 1024
"""From here on parsing takes long enough to be heard in the calls of this process, so a thread does it."""
THREADS: Final = 2
BEARER: Final = "bearer "
MEDIA_TYPE: Final = "application/json"
METHODS: Final = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]


class Hooks:
    def __init__(self, keys: ApiKeys, bindings: Bindings, trusted_proxies: int = 0) -> None:
        self._keys = keys
        self._trusted_proxies = trusted_proxies
        self._bindings = bindings
        self._threads = asyncio.Semaphore(THREADS)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/internal/authorize{path:path}", self.authorize, methods=METHODS),
            Route("/internal/check{path:path}", self.check, methods=["POST", "PUT", "PATCH"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """Exchange the API key; Envoy sends the request on with the token instead."""
        header = request.headers.get("authorization", "")
        key = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
        address = forwarded_address(request.headers.items(), self._trusted_proxies)
        token = await self._keys.token_for(key, address)
        return Response(headers={"authorization": f"Bearer {token}"})

    async def check(self, request: Request) -> Response:
        """Read the body as the contract's message; what fits no RPC is for the transcoder to refuse."""
        expected = self._bindings.find(request.method, request.path_params["path"])
        if expected is not None:
            content = await read_body(request, MAX_BODY_BYTES)
            if content:
                _require_json(request)
            await self._parse(content, expected)
        return Response()

    async def _parse(self, content: bytes, expected: Body) -> None:
        if len(content) < LARGE_BYTES:
            bodies.parse(content, expected)
            return
        async with self._threads:
            await asyncio.to_thread(bodies.parse, content, expected)


def _require_json(request: Request) -> None:
    media_type = request.headers.get("content-type", MEDIA_TYPE).partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        raise HTTPException(415, f"send the body as {MEDIA_TYPE}")
