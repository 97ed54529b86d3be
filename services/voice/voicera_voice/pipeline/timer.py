"""Calls back after a while, unless stopped or started anew."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from voicera_kit.clock import Clock

Spawn = Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]
"""Runs a coroutine in the task group that owns the call."""


class Timer:
    def __init__(self, clock: Clock, spawn: Spawn, ring: Callable[[], Awaitable[None]]) -> None:
        self._clock = clock
        self._spawn = spawn
        self._ring = ring
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        return self._task is not None

    def start(self, seconds: float) -> None:
        self.stop()
        waiting = self._wait(seconds)
        try:
            self._task = self._spawn(waiting)
        except RuntimeError:  # the call's task group is ending, and takes no new tasks
            waiting.close()

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _wait(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._task = None
        await self._ring()
