"""Remembers values until their time is over, and not more than a bounded number."""

import heapq
from typing import Final, Generic, TypeVar

from voicera_kit.clock import Clock
from voicera_kit.errors import ResourceExhausted

Key = TypeVar("Key", bound=str)
Value = TypeVar("Value")

MAX_ENTRIES: Final = 100_000
_SLACK: Final = 1000


class Expiring(Generic[Key, Value]):
    """Expired entries are swept before anything is read or written."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: dict[Key, tuple[Value, float]] = {}
        self._expiries: list[tuple[float, Key]] = []

    def __len__(self) -> int:
        self._sweep()
        return len(self._entries)

    def __contains__(self, key: Key) -> bool:
        self._sweep()
        return key in self._entries

    def get(self, key: Key) -> Value | None:
        self._sweep()
        entry = self._entries.get(key)
        return None if entry is None else entry[0]

    def put(self, key: Key, value: Value, ttl_s: float) -> None:
        self._sweep()
        if len(self._entries) >= MAX_ENTRIES and key not in self._entries:
            raise ResourceExhausted("too much is remembered at once")
        until = self._clock.monotonic() + ttl_s
        self._entries[key] = (value, until)
        heapq.heappush(self._expiries, (until, key))

    def remove(self, key: Key) -> bool:
        self._sweep()
        return self._entries.pop(key, None) is not None

    def _sweep(self) -> None:
        now = self._clock.monotonic()
        while self._expiries and self._expiries[0][0] <= now:
            until, key = heapq.heappop(self._expiries)
            entry = self._entries.get(key)
            if entry is not None and entry[1] == until:
                del self._entries[key]
        if len(self._expiries) > 2 * len(self._entries) + _SLACK:
            self._forget_renewed()

    def _forget_renewed(self) -> None:
        self._expiries = [(until, key) for key, (_, until) in self._entries.items()]
        heapq.heapify(self._expiries)
