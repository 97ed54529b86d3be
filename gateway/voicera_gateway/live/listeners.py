"""Sends what is said in a call of this process to everybody who listens, at whichever gateway they are."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.session import Session
from voicera_kit.bus import Bus, Message
from voicera_kit.clock import Clock
from voicera_kit.errors import ResourceExhausted, ServiceError

log = structlog.get_logger()

LEASE_S: Final = 6.0
"""A listener that is not heard of for so long is gone."""
MAX_LISTENERS: Final = 50
MAX_WAITING: Final = 50
"""Blocks, five seconds of them: older ones are dropped for the bus that does not keep up, never the call."""
LOOK_S: Final = 0.5


class Listeners:
    """Audio is forked off only while there are some."""

    def __init__(
        self, session: Session, bus: Bus, topic: str, clock: Clock, counted: Callable[[int], None]
    ) -> None:
        self._session = session
        self._bus = bus
        self._topic = topic
        self._clock = clock
        self._counted = counted
        self._leases: dict[str, float] = {}
        self._uncounted: set[str] = set()
        self._waiting: deque[Message] = deque(maxlen=MAX_WAITING)
        self._arrived = asyncio.Event()
        self._sending: asyncio.Task[None] | None = None
        self._is_over = False

    def keep(self, listener: str, *, counts: bool = True) -> None:
        """Let this one listen for a while; ResourceExhausted if too many do."""
        if self._is_over:
            return
        if listener not in self._leases and len(self._leases) >= MAX_LISTENERS:
            raise ResourceExhausted("too many people listen to this call", reason="TOO_MANY_LISTENERS")
        if not counts:
            self._uncounted.add(listener)
        self._leases[listener] = self._clock.monotonic() + LEASE_S
        self._count()
        if self._sending is None:
            self.ask_for_audio(on=True)
            self._sending = asyncio.create_task(self._send())

    def renew(self, listener: str) -> None:
        if listener in self._leases:
            self._leases[listener] = self._clock.monotonic() + LEASE_S

    def drop(self, listener: str) -> None:
        if self._leases.pop(listener, None) is not None:
            self._uncounted.discard(listener)
            self._count()
            self._arrived.set()

    def conversation_opened(self) -> None:
        """A conversation that is opened anew knows of no listeners."""
        if self._sending is not None:
            self.ask_for_audio(on=True)

    def ask_for_audio(self, *, on: bool) -> None:
        self._session.tell(voice.ConverseRequest(monitor=voice.Monitor(on=on)))

    def hear(self, block: voice.MonitoredAudio) -> None:
        if self._sending is not None:
            self._offer(block.SerializeToString())

    def tell(self, message: Mapping[str, Any]) -> None:
        """Let the listeners know something."""
        if self._sending is not None:
            self._offer(message)

    def over(self) -> None:
        """The call is over; nobody listens any more."""
        self.tell({"over": True})
        self._is_over = True
        self._leases.clear()
        self._arrived.set()

    def _offer(self, message: Message) -> None:
        self._waiting.append(message)
        self._arrived.set()

    def _count(self) -> None:
        self._counted(len(self._leases) - len(self._uncounted))

    async def _send(self) -> None:
        try:
            while self._leases or self._waiting:
                while self._waiting:
                    await self._publish(self._waiting.popleft())
                await self._wait()
                self._expire()
        finally:
            self._sending = None
            self._waiting.clear()
            self.ask_for_audio(on=False)

    async def _wait(self) -> None:
        if not self._leases:
            return
        self._arrived.clear()
        try:
            async with self._clock.timeout(LOOK_S):
                await self._arrived.wait()
        except TimeoutError:
            return

    def _expire(self) -> None:
        now = self._clock.monotonic()
        for listener in [each for each, until in self._leases.items() if until < now]:
            self.drop(listener)

    async def _publish(self, message: Message) -> None:
        try:
            await self._bus.publish(self._topic, message)
        except ServiceError as error:
            log.info("block_not_published", reason=error.reason)
