"""Issues what opens one WebSocket of somebody who may watch, listen or talk: single-use and short-lived."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from voicera_gateway.calls.tickets import TICKET_BYTES
from voicera_kit.bus import Bus, Message
from voicera_kit.clock import Clock
from voicera_kit.identity import Identity

PATHS: Final = "/v1/live"


class Purpose(StrEnum):
    """A ticket for one opens no other."""

    MONITOR = "monitor"
    LISTEN = "listen"
    OPERATE = "operate"


@dataclass(frozen=True, slots=True)
class Pass:
    """Who may do what, as it was when the ticket was issued; `call_id` is empty for a monitor."""

    purpose: Purpose
    identity: Identity
    call_id: str = ""

    def to_message(self) -> dict[str, Any]:
        who = self.identity
        return {
            "purpose": self.purpose.value,
            "call_id": self.call_id,
            "organization_id": who.organization_id,
            "subject": who.subject,
            "kind": who.kind,
            "role": who.role,
            "scopes": sorted(who.scopes),
            "session_id": who.session_id,
            "issued_at": who.issued_at,
        }

    @classmethod
    def from_message(cls, message: Message) -> "Pass":
        if isinstance(message, bytes):
            raise TypeError("a ticket is kept as a JSON object")
        fields = dict(message)
        purpose, call_id = Purpose(fields.pop("purpose")), fields.pop("call_id")
        scopes = frozenset(fields.pop("scopes"))
        return cls(purpose, Identity(token="", scopes=scopes, **fields), call_id)


class Opening(NamedTuple):
    """Where a WebSocket is opened, and until when."""

    path: str
    expires_at: datetime


class Passes:
    """Keeps tickets on the bus, so that any gateway can redeem what another one issued."""

    def __init__(self, bus: Bus, ttl_s: float, clock: Clock) -> None:
        self._bus = bus
        self._ttl_s = ttl_s
        self._clock = clock

    async def issue(self, granted: Pass) -> Opening:
        ticket = secrets.token_urlsafe(TICKET_BYTES)
        await self._bus.put(_key(granted.purpose, ticket), granted.to_message(), self._ttl_s)
        expires_at = self._clock.now() + timedelta(seconds=self._ttl_s)
        return Opening(f"{PATHS}/{granted.purpose}/{ticket}", expires_at)

    async def redeem(self, purpose: Purpose, ticket: str) -> Pass | None:
        """Use the ticket up; None if it is worth nothing."""
        message = await self._bus.take(_key(purpose, ticket))
        return None if message is None else Pass.from_message(message)


def _key(purpose: Purpose, ticket: str) -> str:
    return f"gateway.live.{purpose}.{ticket}"
