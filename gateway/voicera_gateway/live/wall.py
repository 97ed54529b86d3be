"""Keeps an organization's live calls and their latest changes, so that whoever watches can go on where they were."""

import asyncio
import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from voicera.telephony.v1 import live_call_service_pb2 as live

MAX_CHANGES: Final = 4096
"""What is older is told as everything anew."""


@dataclass(slots=True)
class Change:
    """A call as it is from this change on; `call` is None when it is over. Neither is changed any more."""

    number: int
    call_id: str
    call: live.LiveCall | None
    written: dict[bool, str] = field(default_factory=dict)
    """As JSON, with and without callers' numbers, once somebody wanted it."""


class Wall:
    """Cursors are of this wall: another gateway's, or one from before a restart, means nothing here."""

    def __init__(self) -> None:
        self._name = secrets.token_urlsafe(6)
        self._latest: dict[str, Change] = {}
        self._changes: deque[Change] = deque(maxlen=MAX_CHANGES)
        self._number = 0
        self._more = asyncio.Event()
        self._watchers = 0

    def __len__(self) -> int:
        return len(self._latest)

    @property
    def number(self) -> int:
        """Of the latest change."""
        return self._number

    @property
    def is_forgettable(self) -> bool:
        return not self._latest and not self._watchers

    def get(self, call_id: str) -> live.LiveCall | None:
        change = self._latest.get(call_id)
        return None if change is None else change.call

    def latest(self) -> list[Change]:
        """Return every live call, oldest first."""
        return sorted(self._latest.values(), key=_age)

    def put(self, call: live.LiveCall) -> None:
        self._latest[call.call_id] = self._add(call.call_id, call)

    def remove(self, call_id: str) -> None:
        if self._latest.pop(call_id, None) is not None:
            self._add(call_id, None)

    def cursor(self, number: int) -> str:
        return f"{self._name}.{number}"

    def position(self, cursor: str) -> int | None:
        """Return the number of the change the cursor stands at, None if that cannot be told from here."""
        name, _, number = cursor.partition(".")
        if name != self._name or not (number.isascii() and number.isdigit()) or len(number) > 18:  # noqa: PLR2004
            return None
        return int(number) if int(number) <= self._number else None

    def since(self, number: int) -> list[Change] | None:
        """Return what changed after that, of each call the latest change; None if some of it is forgotten."""
        if number < self._number - len(self._changes):
            return None
        latest: dict[str, Change] = {}
        for change in reversed(self._changes):
            if change.number <= number:
                break
            latest.setdefault(change.call_id, change)
        return list(reversed(latest.values()))

    @contextmanager
    def watched(self) -> Iterator[None]:
        self._watchers += 1
        try:
            yield
        finally:
            self._watchers -= 1

    async def wait_beyond(self, number: int) -> None:
        """Return once there are changes after that one."""
        while self._number <= number:
            await self._more.wait()

    def _add(self, call_id: str, call: live.LiveCall | None) -> Change:
        self._number += 1
        change = Change(self._number, call_id, call)
        self._changes.append(change)
        self._more.set()
        self._more = asyncio.Event()
        return change


def _age(change: Change) -> tuple[int, str]:
    return (change.call.started_at.ToNanoseconds() if change.call else 0, change.call_id)
