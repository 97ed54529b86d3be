"""Reaches the gateway that holds a call: what concerns it may arrive at any of them."""

from dataclasses import asdict, dataclass
from typing import Final

from voicera.media.v1 import call_pb2 as calls
from voicera_gateway.archive import Archive, Closing
from voicera_gateway.calls.exchange import Answer, Exchange, Order
from voicera_gateway.calls.sessions import Sessions
from voicera_gateway.recent import Recent

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
    """What the gateways say to each other about the ends of calls."""

    def __init__(self, exchange: Exchange, sessions: Sessions, archive: Archive) -> None:
        self._exchange = exchange
        self._sessions = sessions
        self._archive = archive
        self._early: Recent[bool] = Recent(MAX_EARLY, EARLY_MEMORY_S)
        exchange.on("hang_up", self._end)
        exchange.on("ended", self._ended)
        exchange.on("ended_early", self._ended_early)

    async def hang_up(self, call_id: str, reason: calls.EndReason.ValueType) -> bool:
        """Let the gateway that holds the call end it; False if none said that it does."""
        return await self._exchange.ask("hang_up", call_id=call_id, reason=int(reason)) is not None

    async def tell(self, told: Told) -> None:
        """Let the gateway that holds the call know that the carrier has ended it."""
        await self._exchange.tell("ended", told=asdict(told))

    async def note_early_end(self, carrier_call_id: str) -> None:
        """Remember everywhere the end of a call that came before the call itself."""
        self._early.first(carrier_call_id, value=True)
        await self._exchange.tell("ended_early", carrier_call_id=carrier_call_id)

    def ended_early(self, carrier_call_id: str) -> bool:
        return self._early.get(carrier_call_id) is not None

    async def _end(self, order: Order, answer: Answer) -> None:
        session = self._sessions.find(order["call_id"])
        if session is not None:
            await answer({"held": True})
            await session.hang_up(order["reason"])

    async def _ended(self, order: Order, _answer: Answer) -> None:
        """End the conversation; if we know better why the call ended, the record is to know it, too."""
        told = Told(**order["told"])
        session = self._sessions.find(told.call_id)
        if session is None:
            return
        known = session.end_as_told(told.reason, told.detail)
        if known != told.reason:
            closing = Closing(told.state, known, told.detail, authoritative=True)
            await self._archive.end(told.organization_id, told.call_id, closing)

    async def _ended_early(self, order: Order, _answer: Answer) -> None:
        self._early.first(order["carrier_call_id"], value=True)
