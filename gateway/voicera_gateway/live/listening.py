"""Carries both sides of a live call to a WebSocket, and what an operator says into the call."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.closing import CloseCode, Refused
from voicera_gateway.calls.flow import Flow
from voicera_gateway.http.sockets import Scope, Socket
from voicera_gateway.live import topics
from voicera_gateway.live.audio import SAMPLE_BYTES, interleaved
from voicera_gateway.live.passes import Pass
from voicera_gateway.live.reach import Reach
from voicera_gateway.live.socket import first_of, read_away
from voicera_kit.bus import Bus, Message
from voicera_kit.errors import ServiceError, Unavailable
from voicera_kit.feed import SubscriberTooSlow, Subscription

CAPACITY: Final = 50
"""Blocks of 100 ms that may wait for a listener: one that is slower is dropped."""
RENEW_S: Final = 2.0
SILENT_S: Final = 4.0
"""A call of which nothing comes for so long is not held any more."""


class Listening:
    """What listeners and operators have in common: the call's audio for as long as the WebSocket is open."""

    def __init__(self, bus: Bus, reach: Reach) -> None:
        self._bus = bus
        self._reach = reach

    async def talk(self, socket: Socket, granted: Pass, _scope: Scope) -> None:
        async with self.hearing(granted, counts=True) as (rate, blocks):
            await socket.send_text(_format(rate))
            await first_of(self.play(socket, blocks), read_away(socket), self.renewing(granted, blocks))

    @asynccontextmanager
    async def hearing(self, granted: Pass, *, counts: bool) -> AsyncIterator[tuple[int, "Heard"]]:
        """Yield the sample rate and what is heard."""
        where = (granted.identity.organization_id, granted.call_id)
        listener = secrets.token_urlsafe(9)
        async with self._bus.subscribe(topics.heard(*where), capacity=CAPACITY) as blocks:
            try:
                opened = await self._reach.ask("listen", *where, listener=listener, counts=counts)
            except Unavailable:
                raise
            except ServiceError as error:
                raise Refused(CloseCode.TICKET_REFUSED, error.reason) from None
            try:
                yield opened["sample_rate_hz"], Heard(listener, blocks)
            finally:
                await self._reach.tell("listened", *where, listener=listener)

    async def play(self, socket: Socket, heard: "Heard", connection: str = "") -> None:
        """Send blocks until the call is over, or this operator's connection is not the one that counts any more."""
        while socket.is_open:
            message = await heard.next()
            if isinstance(message, bytes):
                block = voice.MonitoredAudio.FromString(message)
                await socket.send_bytes(interleaved(block.caller, block.agent))
            else:
                _obey(message, connection)

    async def renewing(self, granted: Pass, heard: "Heard") -> None:
        where = (granted.identity.organization_id, granted.call_id)
        while True:
            await asyncio.sleep(RENEW_S)
            await self._reach.tell("listening", *where, listener=heard.listener)


class Heard:
    """The blocks of one call as they come."""

    def __init__(self, listener: str, blocks: Subscription[Message]) -> None:
        self.listener = listener
        self._blocks = blocks

    async def next(self) -> Message:
        """Raises Refused when there is nothing more to come, or too much waited."""
        try:
            async with asyncio.timeout(SILENT_S):
                return await anext(self._blocks)
        except (TimeoutError, StopAsyncIteration):
            raise Refused(CloseCode.NORMAL, "CALL_NOT_LIVE") from None
        except SubscriberTooSlow:
            raise Refused(CloseCode.TOO_SLOW, "TOO_SLOW") from None


class Operating:
    """The operator's WebSocket."""

    def __init__(self, bus: Bus, reach: Reach, listening: Listening) -> None:
        self._bus = bus
        self._reach = reach
        self._listening = listening

    async def talk(self, socket: Socket, granted: Pass, _scope: Scope) -> None:
        connection = secrets.token_urlsafe(9)
        where = (granted.identity.organization_id, granted.call_id)
        async with self._listening.hearing(granted, counts=False) as (rate, heard):
            try:
                await self._reach.ask(
                    "connect", *where, user_id=granted.identity.subject, connection=connection
                )
            except Unavailable:
                raise
            except ServiceError as error:
                raise Refused(CloseCode.TICKET_REFUSED, error.reason) from None
            await socket.send_text(_format(rate, microphone=True))
            try:
                await first_of(
                    self._listening.play(socket, heard, connection),
                    self._listening.renewing(granted, heard),
                    self._speak(socket, topics.spoken(*where), connection),
                )
            finally:
                if socket.was_closed_on_purpose:
                    await self._reach.tell("leave", *where, connection=connection)

    async def _speak(self, socket: Socket, topic: str, connection: str) -> None:
        """Pass the microphone on until the operator is gone; text is the sign of life of a muted one.

        Only what the operator sends keeps the call theirs: a connection may stay open long after they are gone.
        """
        loop = asyncio.get_running_loop()
        flow = Flow(loop.time())
        while (message := await socket.receive()) is not None:
            if not flow.admits(loop.time()):
                raise Refused(CloseCode.FLOOD, "TOO_MANY_MESSAGES")
            pcm = b"" if isinstance(message, str) else message
            if len(pcm) % SAMPLE_BYTES:
                raise Refused(CloseCode.MALFORMED, "HALF_A_SAMPLE")
            await self._bus.publish(topic, connection.encode() + b"\0" + pcm)


def _obey(message: Mapping[str, Any], connection: str) -> None:
    if "over" in message:
        raise Refused(CloseCode.NORMAL, "CALL_OVER")
    if connection and message.get("connection", connection) != connection:
        reason = "TAKEN_ELSEWHERE" if message["connection"] else "HANDED_BACK"
        raise Refused(CloseCode.NORMAL, reason)


def _format(sample_rate_hz: int, *, microphone: bool = False) -> str:
    audio = {"encoding": "pcm_s16le", "sample_rate_hz": sample_rate_hz}
    message = {"type": "format", **audio, "channels": ["caller", "agent"]}
    return json.dumps(message | ({"microphone": {**audio, "channels": 1}} if microphone else {}))
