"""Announces changes of calls to those who watch them."""

from contextlib import suppress
from typing import Final

from voicera.media.v1.call_event_pb2 import CallEvent
from voicera_kit.bus import Bus, Message
from voicera_kit.errors import ResourceExhausted, Unavailable
from voicera_kit.feed import Subscription

CALL_CHANGED: Final = "call_changed"


class CallFeed:
    """An event travels whole, as bytes; that a record changed is only mentioned, the store has it.

    A bus that is away costs watchers time, for they look at the store now and then; it fails no call.
    """

    def __init__(self, bus: Bus, capacity: int) -> None:
        self._bus = bus
        self._capacity = capacity

    async def call_changed(self, organization_id: str, call_id: str) -> None:
        await self._announce(organization_id, call_id, {"kind": CALL_CHANGED})

    async def happened(self, organization_id: str, call_id: str, event: CallEvent) -> None:
        await self._announce(organization_id, call_id, event.SerializeToString())

    def follow(self, organization_id: str, call_id: str) -> Subscription[Message]:
        return self._bus.subscribe(_topic(organization_id, call_id), capacity=self._capacity)

    async def _announce(self, organization_id: str, call_id: str, message: Message) -> None:
        with suppress(Unavailable, ResourceExhausted):
            await self._bus.publish(_topic(organization_id, call_id), message)


def _topic(organization_id: str, call_id: str) -> str:
    return f"{organization_id}.calls.{call_id}"
