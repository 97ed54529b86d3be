"""A WebSocket without the framework's per-message cost: text and bytes in, text and bytes out."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import structlog

from voicera_gateway.calls.closing import CloseCode

log = structlog.get_logger()

SEND_TIMEOUT_S: Final = 5.0
MAX_MESSAGE_BYTES: Final = 65_536
MAX_REASON_BYTES: Final = 123

_ON_PURPOSE = frozenset({1000, 1001})

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Socket:
    """Sending to a peer that is gone does nothing; a peer that takes nothing for long is gone."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.is_open = False
        self.was_closed_on_purpose = False

    async def accept(self) -> None:
        await self._receive()  # the connect event
        await self._send({"type": "websocket.accept"})
        self.is_open = True

    async def receive(self) -> str | bytes | None:
        """Return the next message; None when the connection is closed."""
        event = await self._receive()
        if event["type"] != "websocket.receive":
            self.is_open = False
            self.was_closed_on_purpose = event.get("code") in _ON_PURPOSE
            return None
        text: str | None = event.get("text")
        if text is not None:
            return text
        content: bytes = event["bytes"]
        return content

    async def send_text(self, text: str) -> None:
        await self._deliver({"type": "websocket.send", "text": text})

    async def send_bytes(self, content: bytes) -> None:
        await self._deliver({"type": "websocket.send", "bytes": content})

    async def close(self, code: CloseCode, reason: str) -> None:
        if self.is_open:
            event = {"type": "websocket.close", "code": int(code), "reason": reason[:MAX_REASON_BYTES]}
            await self._deliver(event)
            self.is_open = False

    async def _deliver(self, event: MutableMapping[str, Any]) -> None:
        if not self.is_open:
            return
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self._send(event)
        except TimeoutError:
            log.warning("socket_stalled")
            self.is_open = False
        except (OSError, RuntimeError):  # the server's ways to say that the peer is gone
            self.is_open = False
