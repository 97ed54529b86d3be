"""Reaches the gateway that holds a call: what concerns it may arrive at any of them."""

import asyncio
import secrets
from dataclasses import asdict, dataclass
from typing import Any, Final

import structlog

from voicera.media.v1 import call_pb2 as calls
from voicera_gateway.archive import Archive, Closing
from voicera_gateway.calls.sessions import Sessions
from voicera_gateway.recent import Recent
from voicera_kit.bus import Bus, Message
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError

log = structlog.get_logger()

TOPIC: Final = "gateway.peers"
CAPACITY: Final = 1000
ANSWER_S: Final = 1.0
"""How long another gateway may take to say that it holds a call."""
LOOK_S: Final = 0.05
ANSWER_TTL_S: Final = 10.0
AGAIN_S: Final = 0.5
EARLY_MEMORY_S: Final = 300.0
MAX_EARLY: Final = 10_000
"""Ends of calls nobody knows: an unsigned webhook may claim any, so they have no room but this."""


@dataclass(frozen=True, slots=True)
class Told:
    """The carrier's word on how a call ended, for the gateway that holds it."""

    organization_id: str
    call_id: str
    state: calls.CallState.ValueType
    reason: calls.EndReason.ValueType
    detail: str


class Peers:
    """All gateways of the mesh, this one included. A bus that is away costs its news, not the request."""

    def __init__(self, bus: Bus, sessions: Sessions, archive: Archive, clock: Clock) -> None:
        self._bus = bus
        self._sessions = sessions
        self._archive = archive
        self._clock = clock
        self._early: Recent[bool] = Recent(MAX_EARLY, EARLY_MEMORY_S)

    async def hang_up(self, call_id: str, reason: calls.EndReason.ValueType) -> bool:
        """Let the gateway that holds the call end it; False if none said that it does."""
        answer = f"gateway.answer.{secrets.token_urlsafe(16)}"
        order = {"kind": "hang_up", "call_id": call_id, "reason": int(reason), "answer": answer}
        if not await self._publish(order):
            return False
        try:
            async with self._clock.timeout(ANSWER_S):
                while await self._bus.take(answer) is None:
                    await self._clock.sleep(LOOK_S)
        except (TimeoutError, ServiceError):
            return False
        return True

    async def tell(self, told: Told) -> None:
        """Let the gateway that holds the call know that the carrier has ended it."""
        await self._publish({"kind": "ended", "told": asdict(told)})

    async def note_early_end(self, carrier_call_id: str) -> None:
        """Remember everywhere the end of a call that came before the call itself."""
        self._early.first(carrier_call_id, value=True)
        await self._publish({"kind": "ended_early", "carrier_call_id": carrier_call_id})

    def ended_early(self, carrier_call_id: str) -> bool:
        return self._early.get(carrier_call_id) is not None

    async def listen(self) -> None:
        """Carry out what the others ask for, until cancelled; while the bus is away, there is nothing to hear."""
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    async with self._bus.subscribe(TOPIC, capacity=CAPACITY) as orders:
                        async for order in orders:
                            group.create_task(self._obey(order))
                except ServiceError as error:
                    log.warning("peers_not_heard", reason=error.reason)
                await self._clock.sleep(AGAIN_S)

    async def _publish(self, order: dict[str, Any]) -> bool:
        try:
            await self._bus.publish(TOPIC, order)
        except ServiceError as error:
            log.warning("peers_not_told", kind=order["kind"], reason=error.reason)
            return False
        return True

    async def _obey(self, order: Message) -> None:
        if isinstance(order, bytes):
            return
        try:
            match order["kind"]:
                case "hang_up":
                    await self._end(order["call_id"], order["reason"], order["answer"])
                case "ended":
                    await self._ended(Told(**order["told"]))
                case "ended_early":
                    self._early.first(order["carrier_call_id"], value=True)
        except ServiceError as error:
            log.warning("peer_not_obeyed", reason=error.reason)
        except Exception:
            log.exception("peer_defect")

    async def _end(self, call_id: str, reason: calls.EndReason.ValueType, answer: str) -> None:
        session = self._sessions.find(call_id)
        if session is not None:
            await self._bus.put(answer, {"held": True}, ANSWER_TTL_S)
            await session.hang_up(reason)

    async def _ended(self, told: Told) -> None:
        """End the conversation; if we know better why the call ended, the record is to know it, too."""
        session = self._sessions.find(told.call_id)
        if session is None:
            return
        known = session.end_as_told(told.reason, told.detail)
        if known != told.reason:
            closing = Closing(told.state, known, told.detail, authoritative=True)
            await self._archive.end(told.organization_id, told.call_id, closing)
