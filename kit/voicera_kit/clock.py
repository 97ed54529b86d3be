"""Tells the time and waits: by the machine's clock, or by a virtual one that tests move."""

import asyncio
import heapq
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the wall-clock time in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never go backwards, from an arbitrary start."""

    async def sleep(self, seconds: float) -> None: ...

    def timeout(self, seconds: float) -> AbstractAsyncContextManager[asyncio.Timeout]:
        """Cancel the block after `seconds` and raise TimeoutError from it, as asyncio.timeout does."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def timeout(self, seconds: float) -> AbstractAsyncContextManager[asyncio.Timeout]:
        return asyncio.timeout(seconds)


@dataclass(order=True, slots=True)
class _Alarm:
    when: float
    order: int
    ring: Callable[[], None] | None = field(compare=False)


async def _yield_often() -> None:
    """Stand in for looking at the queue, which uvloop hides."""
    for _ in range(100):
        await asyncio.sleep(0)


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)


class VirtualClock:
    """Stands still until it is advanced; whoever waits is woken in order of time, then of arrival."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._start = start
        self._elapsed = 0.0
        self._alarms: list[_Alarm] = []
        self._arrivals = itertools.count()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        alarm = self._set_alarm(seconds, lambda: _wake(woken))
        try:
            await woken
        finally:
            alarm.ring = None

    @asynccontextmanager
    async def timeout(self, seconds: float) -> AsyncIterator[asyncio.Timeout]:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout_at(None if seconds > 0 else loop.time()) as scope:
            alarm = self._set_alarm(seconds, lambda: scope.reschedule(loop.time()))
            try:
                yield scope
            finally:
                alarm.ring = None

    async def advance(self, seconds: float) -> None:
        """Move time forward, stopping at every alarm on the way to let the woken tasks run."""
        target = self._elapsed + seconds
        await self.settle()
        while self._next_alarm() <= target:
            await self._ring_next()
        self._elapsed = target
        await self.settle()

    async def run_until_idle(self, limit_s: float = 3600) -> None:
        """Move time from alarm to alarm until nobody waits; more than `limit_s` raises TimeoutError."""
        target = self._elapsed + limit_s
        await self.settle()
        while self._next_alarm() < float("inf"):
            if self._next_alarm() > target:
                raise TimeoutError(f"tasks still wait after {limit_s} virtual seconds")
            await self._ring_next()

    async def settle(self, rounds: int = 10_000) -> None:
        """Let every task run that can run without time passing; I/O is not waited for."""
        ready = getattr(asyncio.get_running_loop(), "_ready", None)
        if ready is None:
            await _yield_often()
            return
        for _ in range(rounds):
            await asyncio.sleep(0)
            if not ready:
                return
        raise TimeoutError("a task runs on and on without waiting for the clock")

    def _set_alarm(self, seconds: float, ring: Callable[[], None]) -> _Alarm:
        alarm = _Alarm(self._elapsed + seconds, next(self._arrivals), ring)
        heapq.heappush(self._alarms, alarm)
        return alarm

    def _next_alarm(self) -> float:
        while self._alarms and self._alarms[0].ring is None:
            heapq.heappop(self._alarms)
        return self._alarms[0].when if self._alarms else float("inf")

    async def _ring_next(self) -> None:
        alarm = heapq.heappop(self._alarms)
        self._elapsed = max(self._elapsed, alarm.when)
        if alarm.ring is not None:
            alarm.ring()
        await self.settle()
