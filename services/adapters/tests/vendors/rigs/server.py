"""A vendor's server on loopback, which goes wrong when told to. Each vendor's rig subclasses it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from aiohttp import WSMsgType, web

WITHIN_S = 10


class Fault(Enum):
    """How a vendor fails, and how often the tests make each fail."""

    KEY = 401
    QUOTA = 402
    RATE = 429
    BROKEN = 500
    HANG = "accepts and does not answer"
    GARBAGE = "answers what nobody understands"
    CUT = "breaks off in the middle"
    DRIP = "answers a byte at a time"


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: Any

    def param(self, name: str) -> str:
        return next((value for key, value in self.query if key == name), "")

    def params(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]


@dataclass
class Vendor:
    """`requests` are HTTP requests and WebSocket openings, `messages` what came over WebSockets, `left` who went early.

    With `pause` an answer in parts stops half-way until the other side goes, with `pings` it then says `ping` for ever.
    With `ends_early` it ends well after half of its parts, with `breaks_off` it breaks off there.
    Without `pongs` its WebSockets answer no pings.
    `instead` is a status and a body that every request is answered with.
    """

    requests: list[Seen] = field(default_factory=list)
    messages: list[Any] = field(default_factory=list)
    fault: Fault | None = None
    pause: bool = False
    pings: bool = False
    pongs: bool = True
    ends_early: bool = False
    breaks_off: bool = False
    ping: ClassVar[bytes] = b": ping\n\n"
    instead: tuple[int, bytes] | None = None
    left: int = 0
    url: str = ""

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Vendor"]:
        application = web.Application(client_max_size=64 * 1024**2)
        application.add_routes(self.routes())
        runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def note(self, request: web.Request, body: Any = None) -> Seen:
        seen = Seen(
            request.method,
            request.path,
            list(request.query.items()),
            {name.lower(): value for name, value in request.headers.items()},
            body,
        )
        self.requests.append(seen)
        return seen

    def refuse(self) -> web.Response | None:
        """The answer of a vendor that fails with a status, or that was told what to answer."""
        if self.instead is not None:
            return web.Response(status=self.instead[0], body=self.instead[1])
        if self.fault is None or not isinstance(self.fault.value, int):
            return None
        headers = {"Retry-After": "7"} if self.fault is Fault.RATE else {}
        return web.json_response(
            {"error": "no: secret-in-a-vendors-words"}, status=self.fault.value, headers=headers
        )

    async def hang(self) -> None:
        """Until the other side goes."""
        try:
            await asyncio.sleep(WITHIN_S)
        except asyncio.CancelledError:
            self.left += 1
            raise

    async def _go_on(self, response: web.StreamResponse, part: bytes) -> None:
        """Until the other side goes."""
        for _ in range(WITHIN_S * 10):
            await response.write(part)
            await asyncio.sleep(0.1)

    async def streamed(
        self,
        request: web.Request,
        parts: list[bytes],
        content_type: str,
        garbage: bytes = b"\x00<garbage>\n\n",
    ) -> web.StreamResponse:
        """Answer in parts, or go wrong after the first."""
        if refusal := self.refuse():
            return refusal
        if self.fault is Fault.HANG:
            await self.hang()
        is_garbage = self.fault is Fault.GARBAGE
        response = web.StreamResponse(headers={"Content-Type": "text/html" if is_garbage else content_type})
        await response.prepare(request)
        if is_garbage:
            parts = [garbage]
        if self.ends_early:
            parts = parts[: (len(parts) + 1) // 2]
        if self.fault is Fault.DRIP:
            await self._go_on(response, parts[0][:1])
        for at, part in enumerate(parts):
            if self.fault is Fault.CUT and at:
                cut(request)
                return response
            await response.write(part)
            if at == len(parts) // 2 and await self._is_over_in_the_middle(request, response):
                return response
            await asyncio.sleep(0)
        await response.write_eof()
        return response

    async def _is_over_in_the_middle(self, request: web.Request, response: web.StreamResponse) -> bool:
        if self.breaks_off:
            await asyncio.sleep(0.05)  # what was written arrives before the end
            cut(request)
        if self.pause:
            await self.hang()
        if self.pings:
            await self._go_on(response, self.ping)
        return self.breaks_off

    async def socket(self, request: web.Request, protocols: tuple[str, ...] = ()) -> web.StreamResponse:
        """Serve one WebSocket with `heard`, or refuse it."""
        self.note(request)
        if refusal := self.refuse():
            return refusal
        socket = web.WebSocketResponse(protocols=protocols, autoping=self.pongs)
        await socket.prepare(request)
        if self.fault is Fault.GARBAGE:
            await socket.send_str("\x00<garbage>")
        try:
            await self._listen(request, socket)
        finally:
            self.left += 1
        return socket

    async def _listen(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        await self.opened(socket)
        async for message in socket:
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                continue
            self.messages.append(message.data)
            if self.fault is Fault.CUT:
                cut(request)
                break
            if self.fault is not Fault.HANG:
                await self.heard(socket, message.data)

    async def opened(self, socket: web.WebSocketResponse) -> None:
        """What is said first."""

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        raise NotImplementedError

    async def somebody_left(self) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not self.left:  # noqa: ASYNC110 - counted by whichever handler ends
                await asyncio.sleep(0.02)

    def told(self) -> list[Any]:
        """The JSON messages that came over WebSockets."""
        return [json.loads(each) for each in self.messages if isinstance(each, str)]

    def audio(self) -> bytes:
        """The binary messages that came over WebSockets."""
        return b"".join(each for each in self.messages if isinstance(each, bytes))


def cut(request: web.Request) -> None:
    """Close the connection under whoever reads."""
    assert request.transport is not None
    request.transport.abort()
