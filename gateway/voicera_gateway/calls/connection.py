"""Serves one media connection: ticket, format, messages, and a typed close for whoever breaks the rules."""

import asyncio
from typing import Final, Protocol

import structlog

from voicera_gateway.calls.closing import CloseCode, Refused
from voicera_gateway.calls.flow import Flow
from voicera_gateway.http.sockets import Socket
from voicera_kit.errors import ServiceError

log = structlog.get_logger()


class Handler(Protocol):
    """What the carrier's and the browser's connections do differently."""

    name: str

    async def open(self) -> None:
        """Do what comes before the media; raises Refused."""

    def handle(self, message: str | bytes) -> None:
        """Take one message; raises Refused."""

    async def refuse(self, refusal: Refused) -> None:
        """Tell the peer in its own words, before the close frame does."""

    def close(self) -> None:
        """The connection is gone."""


START_TIMEOUT_S: Final = 10.0
DEADLINE_RESOLUTION_S: Final = 0.1
"""Moving the deadline fifty times a second would cost more than reading the messages."""


async def serve(socket: Socket, handler: Handler, idle_s: float) -> None:
    """Run the connection to its end, whatever the peer does."""
    await socket.accept()
    try:
        await _run(socket, handler, idle_s)
    except Refused as refusal:
        log.warning("media_refused", front=handler.name, code=int(refusal.code), reason=refusal.reason)
        await handler.refuse(refusal)
        await socket.close(refusal.code, refusal.reason)
    except Exception:
        log.exception("media_failed", front=handler.name)
        await socket.close(CloseCode.INTERNAL, "INTERNAL")
    finally:
        handler.close()


async def _run(socket: Socket, handler: Handler, idle_s: float) -> None:
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            await handler.open()
    except TimeoutError:
        raise Refused(CloseCode.TOO_SLOW, "NO_START") from None
    except ServiceError as error:
        raise Refused(CloseCode.INTERNAL, error.reason) from None
    try:
        await _relay(socket, handler, idle_s)
    except TimeoutError:
        raise Refused(CloseCode.TOO_SLOW, "IDLE") from None


async def _relay(socket: Socket, handler: Handler, idle_s: float) -> None:
    loop = asyncio.get_running_loop()
    flow = Flow(loop.time())
    noted_at = 0.0
    async with asyncio.timeout(idle_s) as deadline:
        while (message := await socket.receive()) is not None:
            now = loop.time()
            if not flow.admits(now):
                raise Refused(CloseCode.FLOOD, "TOO_MANY_MESSAGES")
            if now - noted_at > DEADLINE_RESOLUTION_S:
                deadline.reschedule(now + idle_s)
                noted_at = now
            handler.handle(message)
