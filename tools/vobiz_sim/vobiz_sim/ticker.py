"""One timer beats every 20 ms for all calls, on an absolute schedule that does not drift.

Loops count on the monotonic clock, but some read it once per round only, so it is read directly here.
"""

import asyncio
import time
from array import array
from typing import Protocol

import structlog

FRAME_MS = 20
FRAME_SAMPLES = 160
_PERIOD = FRAME_MS / 1000
_MAX_BEHIND_S = 1.0
_LATENESS_KEPT = 50 * 3600

_log = structlog.get_logger("vobiz_sim.ticker")


class Ticking(Protocol):
    def tick(self) -> None: ...


class Ticker:
    """Beats its members in turn; a late loop is caught up, at most one second of it."""

    def __init__(self) -> None:
        self._members: dict[Ticking, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self.lateness_ms = array("f")
        self.skipped = 0

    def add(self, member: Ticking) -> None:
        self._members[member] = None
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._due = time.monotonic() + _PERIOD
            self._timer = loop.call_at(self._due, self._beat)

    def remove(self, member: Ticking) -> None:
        self._members.pop(member, None)
        if not self._members and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def behind_ms(self) -> float:
        """How late the beat in progress is right now."""
        return (time.monotonic() - self._due) * 1000

    def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        now = time.monotonic()
        self._forgive(now)
        while self._due <= now:
            self._note_lateness(now)
            self._tick_members()
            self._due += _PERIOD
        if self._members:
            self._timer = loop.call_at(self._due, self._beat)

    def _forgive(self, now: float) -> None:
        behind = now - self._due
        if behind > _MAX_BEHIND_S:
            missed = int(behind / _PERIOD)
            self.skipped += missed
            self._due += missed * _PERIOD

    def _note_lateness(self, now: float) -> None:
        if len(self.lateness_ms) < _LATENESS_KEPT:
            self.lateness_ms.append((now - self._due) * 1000)

    def _tick_members(self) -> None:
        for member in tuple(self._members):
            try:
                member.tick()
            except Exception:  # noqa: BLE001 - one broken line must not stop the others
                _log.exception("line_failed")
                self.remove(member)
