"""Issues what opens a media connection: single-use, short-lived and bound to one call."""

import base64
import secrets
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_kit.bus import Bus, Message
from voicera_kit.errors import Unavailable

TICKET_BYTES: Final = 32


class Channel(StrEnum):
    """Which front a ticket is for; a ticket of one opens nothing on the other."""

    PHONE = "phone"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Admission:
    """What a ticket stands for. In a browser `carrier_call_id` is empty; `sees_numbers` if who talks there may."""

    organization_id: str
    channel: Channel
    carrier_call_id: str
    start: voice.Start
    agent_name: str = ""
    sees_numbers: bool = False

    @property
    def call_id(self) -> str:
        return self.start.call_id

    def to_message(self) -> Message:
        return {
            "organization_id": self.organization_id,
            "channel": self.channel.value,
            "carrier_call_id": self.carrier_call_id,
            "agent_name": self.agent_name,
            "sees_numbers": self.sees_numbers,
            "start": base64.b64encode(self.start.SerializeToString()).decode(),
        }

    @classmethod
    def from_message(cls, message: Message) -> Self:
        if isinstance(message, bytes):
            raise TypeError("a ticket is kept as a JSON object")
        return cls(
            organization_id=message["organization_id"],
            channel=Channel(message["channel"]),
            carrier_call_id=message["carrier_call_id"],
            start=voice.Start.FromString(base64.b64decode(message["start"])),
            agent_name=message.get("agent_name", ""),
            sees_numbers=message.get("sees_numbers", False),
        )


class Tickets:
    """Keeps tickets on the bus, so that any gateway can redeem what another one issued."""

    def __init__(self, bus: Bus, ttl_s: float) -> None:
        self._bus = bus
        self.ttl_s = ttl_s

    async def issue(self, admission: Admission) -> str:
        """Return a new ticket, or the one the call has already and has not used: repeated webhooks agree."""
        ticket = secrets.token_urlsafe(TICKET_BYTES)
        pending = _pending(admission.call_id)
        if not await self._bus.put(pending, ticket.encode(), self.ttl_s, only_if_absent=True):
            known = await self._bus.get(pending)
            if isinstance(known, bytes) and await self.peek(known.decode()) is not None:
                return known.decode()
            await self._bus.put(pending, ticket.encode(), self.ttl_s)
        await self._bus.put(_key(ticket), admission.to_message(), self.ttl_s)
        return ticket

    async def peek(self, ticket: str) -> Admission | None:
        message = await self._bus.get(_key(ticket))
        return None if message is None else Admission.from_message(message)

    async def redeem(self, ticket: str) -> Admission | None:
        """Use the ticket up; of many who try one gets the admission."""
        message = await self._bus.take(_key(ticket))
        return None if message is None else Admission.from_message(message)

    async def revoke(self, call_id: str) -> None:
        """Make the call's ticket worthless: nothing is to begin any more. While the bus is away nothing can."""
        with suppress(Unavailable):
            pending = await self._bus.take(_pending(call_id))
            if isinstance(pending, bytes):
                await self._bus.delete(_key(pending.decode()))


def _pending(call_id: str) -> str:
    return f"gateway.pending.{call_id}"


def _key(ticket: str) -> str:
    return f"gateway.ticket.{ticket}"
