"""What every engine offers: topics, short-lived values and slots; never the only copy of anything."""

from collections.abc import Mapping
from typing import Any, Protocol

from voicera_kit.feed import Subscription

Message = bytes | Mapping[str, Any]
"""Bytes, or a JSON object; a subscriber gets what was published and must not change it."""


class Bus(Protocol):
    """Keys and topics carry the organization where they belong to one: "org_1.calls".

    Everything but subscribe and close raises Unavailable while the engine is away, and ResourceExhausted when
    it is full. Subscriptions outlast that, but what was published meanwhile is lost: whoever must not miss
    anything looks at its store from time to time.
    """

    async def publish(self, topic: str, message: Message) -> None:
        """Hand the message to everybody subscribed now, waiting for nobody."""

    def subscribe(self, topic: str, *, capacity: int = 256) -> Subscription[Message]:
        """Receive from the moment the block is entered; SubscriberTooSlow when `capacity` messages are unread."""

    async def put(self, key: str, value: Message, ttl_s: float, *, only_if_absent: bool = False) -> bool:
        """Keep the value for `ttl_s`; False if it was to be the first and was not."""

    async def get(self, key: str) -> Message | None: ...

    async def take(self, key: str) -> Message | None:
        """Return the value and remove it; of many takers one gets it."""

    async def delete(self, key: str) -> bool:
        """Remove the value and say whether there was one."""

    async def acquire(self, name: str, holder: str, limit: int, lease_s: float) -> bool:
        """Hold one of `limit` slots for `lease_s`; a holder that has one already renews it."""

    async def renew(self, name: str, holder: str, lease_s: float) -> bool:
        """Extend the slot; False if the holder no longer has it."""

    async def release(self, name: str, holder: str) -> None:
        """Give the slot up; it is no error to have none."""

    async def take_token(self, name: str, *, rate_per_s: float, burst: int) -> float:
        """Return 0 if one more is allowed now, else the seconds to wait before asking again."""

    async def close(self) -> None: ...
