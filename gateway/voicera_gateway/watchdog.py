"""Notices what takes too long, without the cost of a timer for each of fifty messages a second."""

import asyncio
from collections.abc import Callable
from typing import Final

CHECKS: Final = 4
"""How often within its limit a watchdog looks; it is that much late at most."""


class Watchdog:
    """Barks once when it stays armed, without being armed anew, for longer than `limit_s`."""

    def __init__(self, limit_s: float, bark: Callable[[], object]) -> None:
        self._limit_s = limit_s
        self._bark = bark
        self._loop = asyncio.get_running_loop()
        self._armed_at: float | None = None
        self._timer = self._loop.call_later(limit_s / CHECKS, self._look)

    def arm(self) -> None:
        self._armed_at = self._loop.time()

    def disarm(self) -> None:
        self._armed_at = None

    def close(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        if self._armed_at is not None and self._loop.time() - self._armed_at >= self._limit_s:
            self._bark()
        else:
            self._timer = self._loop.call_later(self._limit_s / CHECKS, self._look)
