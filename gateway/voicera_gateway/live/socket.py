"""Serves the WebSockets of people who watch or listen: ticket, talk, and a typed close."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

import structlog

from voicera_gateway.calls.closing import CloseCode, Refused
from voicera_gateway.http.sockets import Receive, Scope, Send, Socket
from voicera_gateway.live.passes import Pass, Passes, Purpose
from voicera_kit.errors import ServiceError, Unauthenticated
from voicera_kit.identity import TokenVerifier

log = structlog.get_logger()

OPEN_S: Final = 5.0

Talk = Callable[[Socket, Pass, Scope], Awaitable[None]]
"""Runs the connection until the peer is gone; raises Refused to close it."""


class LiveEndpoint:
    """The ASGI end of the WebSockets of one purpose."""

    def __init__(self, purpose: Purpose, passes: Passes, verifier: TokenVerifier, talk: Talk) -> None:
        self._purpose = purpose
        self._passes = passes
        self._verifier = verifier
        self._talk = talk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = Socket(receive, send)
        await socket.accept()
        try:
            await self._serve(socket, scope)
        except Refused as refusal:
            log.info("live_socket_closed", purpose=self._purpose.value, reason=refusal.reason)
            await socket.close(refusal.code, refusal.reason)
        except ServiceError as error:
            log.warning("live_socket_failed", purpose=self._purpose.value, reason=error.reason)
            await socket.close(CloseCode.INTERNAL, error.reason)
        except Exception:
            log.exception("live_socket_defect", purpose=self._purpose.value)
            await socket.close(CloseCode.INTERNAL, "INTERNAL")

    async def _serve(self, socket: Socket, scope: Scope) -> None:
        granted = await self._redeemed(scope["path_params"]["ticket"])
        talking = asyncio.ensure_future(self._talk(socket, granted, scope))
        revoked = asyncio.ensure_future(self._verifier.until_revoked(granted.identity))
        try:
            await asyncio.wait((talking, revoked), return_when=asyncio.FIRST_COMPLETED)
            (talking if talking.done() else revoked).result()
        except Unauthenticated as error:
            raise Refused(CloseCode.TICKET_REFUSED, error.reason) from None
        finally:
            talking.cancel()
            revoked.cancel()
            await asyncio.gather(talking, revoked, return_exceptions=True)

    async def _redeemed(self, ticket: str) -> Pass:
        try:
            async with asyncio.timeout(OPEN_S):
                granted = await self._passes.redeem(self._purpose, ticket)
        except TimeoutError:
            raise Refused(CloseCode.TOO_SLOW, "NO_START") from None
        if granted is None:
            raise Refused(CloseCode.TICKET_REFUSED, "TICKET_UNKNOWN")
        return granted


async def first_of(*works: Coroutine[Any, Any, None]) -> None:
    """Run them together until the first one ends, as it ends."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read_away(socket: Socket) -> None:
    """Return when the peer is gone; nothing it says counts."""
    while await socket.receive() is not None:
        pass
