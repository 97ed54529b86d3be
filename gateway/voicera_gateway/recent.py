"""Remembers what came in from outside for a while, in room of its own: whoever fills it pushes out only the like."""

from collections import OrderedDict
from typing import Generic, TypeVar

from voicera_kit.clock import Clock, SystemClock

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Keeps the last `limit` values for `ttl_s`; the oldest is forgotten first."""

    def __init__(self, limit: int, ttl_s: float, clock: Clock | None = None) -> None:
        self._limit = limit
        self._ttl_s = ttl_s
        self._clock = clock or SystemClock()
        self._entries: OrderedDict[str, tuple[Value, float]] = OrderedDict()

    def __len__(self) -> int:
        self._sweep()
        return len(self._entries)

    def get(self, key: str) -> Value | None:
        self._sweep()
        entry = self._entries.get(key)
        return None if entry is None else entry[0]

    def first(self, key: str, value: Value) -> Value:
        """Remember the value unless the key has one, and return the one it has; it does not last longer by that."""
        self._sweep()
        entry = self._entries.setdefault(key, (value, self._clock.monotonic() + self._ttl_s))
        if len(self._entries) > self._limit:
            self._entries.popitem(last=False)
        return entry[0]

    def _sweep(self) -> None:
        now = self._clock.monotonic()
        while self._entries and next(iter(self._entries.values()))[1] <= now:
            self._entries.popitem(last=False)
