"""Lets one operator talk in a call of this process, and hands it back when they are gone."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.session import Session
from voicera_gateway.live import audio
from voicera_kit.bus import Bus
from voicera_kit.clock import Clock
from voicera_kit.errors import FailedPrecondition, ServiceError

log = structlog.get_logger()

CONNECT_S: Final = 15.0
"""How long the caller waits in silence for the operator's connection."""
LOST_S: Final = 4.0
"""How long the caller waits for a connection that sends nothing any more."""
LOOK_S: Final = 0.5
CAPACITY: Final = 200

Tell = Callable[[Mapping[str, Any]], None]


class Desk:
    """`user_id` is empty while the agent talks. Of several connections of the operator the latest counts."""

    def __init__(self, session: Session, bus: Bus, topic: str, clock: Clock, tell: Tell) -> None:
        self._session = session
        self._bus = bus
        self._topic = topic
        self._clock = clock
        self._tell = tell
        self._format = session.admission.start.agent_audio
        self._connection = ""
        self._until = 0.0
        self._hearing: asyncio.Task[None] | None = None
        self.user_id = ""

    def take(self, user_id: str) -> None:
        """Silence the agent for this operator; FailedPrecondition CALL_TAKEN if somebody else has the call."""
        if self.user_id not in {"", user_id}:
            raise FailedPrecondition("somebody else has taken this call", reason="CALL_TAKEN")
        self._until = max(self._until, self._clock.monotonic() + CONNECT_S)
        if not self.user_id:
            self.user_id = user_id
            self.ask_agent()
            self._hearing = asyncio.create_task(self._hear())

    def forgo(self, user_id: str) -> None:
        """This operator was told that they did not get the call, so nobody will connect."""
        if user_id == self.user_id and not self._connection:
            self.hand_back()

    def connect(self, user_id: str, connection: str) -> None:
        """Hear the operator through this connection from now on; one before it is told to go."""
        if self.user_id != user_id:
            raise FailedPrecondition("the call was handed back", reason="CALL_HANDED_BACK")
        self._connection = connection
        self._until = self._clock.monotonic() + LOST_S
        self._tell({"connection": connection})

    def leave(self, connection: str) -> None:
        """The operator has gone on purpose."""
        if connection == self._connection:
            self.hand_back()

    def hand_back(self) -> None:
        """Let the agent go on; if it talks already, nothing changes."""
        if not self.user_id:
            return
        self.close()
        self.ask_agent()
        self._tell({"connection": ""})

    def ask_agent(self) -> None:
        self._session.tell(voice.ConverseRequest(operator=voice.Operator(user_id=self.user_id)))

    def conversation_opened(self) -> None:
        """A conversation that is opened anew knows of no operator."""
        if self.user_id:
            self.ask_agent()

    def close(self) -> None:
        self.user_id = self._connection = ""
        self._until = 0.0
        if self._hearing is not None:
            self._hearing.cancel()
            self._hearing = None

    async def _hear(self) -> None:
        """Pass on what the operator says until the connection is lost; a bus that is away is waited for as long."""
        while not self._is_lost:
            try:
                async with self._bus.subscribe(self._topic, capacity=CAPACITY) as spoken:
                    await self._pass_on(aiter(spoken))
            except ServiceError as error:
                log.warning("operator_not_heard", reason=error.reason)
                await self._clock.sleep(LOOK_S)
        log.info("operator_lost", call_id=self._session.admission.call_id)
        self._hearing = None
        self.hand_back()

    @property
    def _is_lost(self) -> bool:
        return self._clock.monotonic() > self._until

    async def _pass_on(self, spoken: Any) -> None:
        while not self._is_lost:
            try:
                async with self._clock.timeout(LOOK_S):
                    message = await anext(spoken)
            except TimeoutError:
                continue
            if isinstance(message, bytes):
                self._speak(message)

    def _speak(self, message: bytes) -> None:
        connection, _, pcm = message.partition(b"\0")
        if not self._connection or connection.decode("ascii", "replace") != self._connection:
            return
        self._until = self._clock.monotonic() + LOST_S
        for piece in audio.pieces(pcm, self._format):
            self._session.speak(piece)
