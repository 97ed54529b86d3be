"""One call's WebSocket to Cartesia, which speaks one text after the other, each as a context of its own."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any, Final
from uuid import uuid4

import aiohttp

from voicera_adapters.net import Socket, connected, refusal, telling_failures
from voicera_adapters.settings import AdapterSettings
from voicera_kit.errors import DeadlineExceeded, ServiceError, Unavailable

Told = dict[str, Any]

_SILENT_S: Final = 2.0
"""How long a kept socket may say nothing to a text: Cartesia begins to speak within a tenth of that."""


class Line:
    """Cartesia hangs up after five minutes without a word, and may vanish without one: a kept socket that fails or says
    nothing is given up for another, once a text.
    """

    def __init__(
        self, http: aiohttp.ClientSession, url: str, limits: AdapterSettings, headers: dict[str, str]
    ) -> None:
        self._http = http
        self._url = url
        self._limits = limits
        self._headers = headers
        self._stack = AsyncExitStack()
        self._leaving: set[asyncio.Task[None]] = set()
        self._socket: Socket | None = None

    async def open(self) -> Socket:
        opening = connected(self._http, self._url, self._limits, self._headers)
        self._socket = await self._stack.enter_async_context(opening)
        return self._socket

    async def close(self) -> None:
        self._leave()
        await asyncio.gather(*self._leaving, return_exceptions=True)

    def _leave(self) -> None:
        """Give the socket up. The next one is not kept waiting for a goodbye that may never come."""
        left, self._stack, self._socket = self._stack, AsyncExitStack(), None
        leaving = asyncio.create_task(left.aclose())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def ask(self, request: Told) -> AsyncGenerator[Told]:
        """Yield what is told about one text until it is done; leaving earlier stops Cartesia."""
        context = str(uuid4())
        is_over = False
        try:
            told = await self._first(request, context)
            while told["type"] != "done":
                yield told
                told = await self._next(context)
            is_over = True
        finally:
            if not is_over:
                await self._cancel(context)

    async def _first(self, request: Told, context: str) -> Told:
        if self._socket is not None:
            try:
                async with asyncio.timeout(_SILENT_S):
                    return await self._begin(self._socket, request, context)
            except (TimeoutError, DeadlineExceeded, Unavailable):
                self._leave()
        return await self._begin(await self.open(), request, context)

    async def _begin(self, socket: Socket, request: Told, context: str) -> Told:
        await socket.send_text(json.dumps(request | {"context_id": context}, ensure_ascii=False))
        return await self._next(context)

    async def _next(self, context: str) -> Told:
        """Return what is told next of this context; the rest of a canceled one may still come."""
        if self._socket is None:
            raise Unavailable("the connection to the provider failed")
        while True:
            message = await self._socket.receive()
            with telling_failures():
                told: Told = json.loads(message)
                if told["type"] == "error" and told.get("context_id") in {context, None}:
                    raise refusal(int(told["status_code"]), field="segment.text")
                if told.get("context_id") == context:
                    return told

    async def _cancel(self, context: str) -> None:
        """A socket that cannot be told is given up, which stops Cartesia as well."""
        if self._socket is None:
            return
        try:
            await self._socket.send_text(json.dumps({"context_id": context, "cancel": True}))
        except ServiceError:
            self._leave()
