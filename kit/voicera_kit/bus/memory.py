"""Keeps the bus inside this process."""

from voicera_kit.bus.expiring import Expiring
from voicera_kit.bus.protocol import Message
from voicera_kit.bus.rate import next_token, require_rate
from voicera_kit.clock import Clock, SystemClock
from voicera_kit.feed import Feed, Subscription


class MemoryBus:
    """A Bus for one process; everything is gone when the process is."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._feed = Feed[Message]()
        self._values = Expiring[str, Message](self._clock)
        self._slots: dict[str, Expiring[str, None]] = {}
        self._tokens_due = Expiring[str, float](self._clock)

    async def publish(self, topic: str, message: Message) -> None:
        self._feed.publish(topic, message)

    def subscribe(self, topic: str, *, capacity: int = 256) -> Subscription[Message]:
        return self._feed.subscribe(topic, capacity)

    async def put(self, key: str, value: Message, ttl_s: float, *, only_if_absent: bool = False) -> bool:
        if only_if_absent and key in self._values:
            return False
        self._values.put(key, value, ttl_s)
        return True

    async def get(self, key: str) -> Message | None:
        return self._values.get(key)

    async def take(self, key: str) -> Message | None:
        value = self._values.get(key)
        self._values.remove(key)
        return value

    async def delete(self, key: str) -> bool:
        return self._values.remove(key)

    async def acquire(self, name: str, holder: str, limit: int, lease_s: float) -> bool:
        holders = self._slots.setdefault(name, Expiring(self._clock))
        if holder not in holders and len(holders) >= limit:
            return False
        holders.put(holder, None, lease_s)
        return True

    async def renew(self, name: str, holder: str, lease_s: float) -> bool:
        holders = self._slots.get(name)
        if holders is None or holder not in holders:
            return False
        holders.put(holder, None, lease_s)
        return True

    async def release(self, name: str, holder: str) -> None:
        holders = self._slots.get(name)
        if holders is None:
            return
        holders.remove(holder)
        if len(holders) == 0:
            del self._slots[name]

    async def take_token(self, name: str, *, rate_per_s: float, burst: int) -> float:
        require_rate(rate_per_s, burst)
        now = self._clock.monotonic()
        due, wait_s = next_token(self._tokens_due.get(name) or 0.0, now, 1 / rate_per_s, burst)
        self._tokens_due.put(name, due, due - now)
        return wait_s

    async def close(self) -> None:
        self._feed.close()
