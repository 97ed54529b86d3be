"""Knows which tokens ended before they expired, by asking the auth service every few seconds."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol

import structlog

from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError

MAX_TOKEN_LIFE_S: Final = 3600
"""No access token lives longer, whatever the settings say."""
SKEW_S: Final = 60
"""By how much the clocks of the mesh may differ, and then some."""

_REMEMBERED: Final = 100_000
_PAGES: Final = 500
_ASK_S: Final = 5.0
_SOON_S: Final = 1.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Revocation:
    """Ends what an organization's tokens issued before a moment gave a subject: a member, an API key, a session."""

    organization_id: str
    subject: str
    issued_before: datetime


class NewRevocations(NamedTuple):
    """`cursor` asks for what comes after; `has_more` means at once."""

    revocations: Sequence[Revocation]
    cursor: str
    has_more: bool


class RevocationSource(Protocol):
    async def since(self, cursor: str) -> NewRevocations:
        """Return what was added since the cursor was given out, or everything that matters for any other cursor."""


class Revoked:
    """Every revocation that can still matter, at most 100,000: beyond that the oldest are forgotten."""

    def __init__(self, source: RevocationSource | None, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._cursor = ""
        self._is_behind = False
        self._ends: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._news = asyncio.Event()

    def holds(self, organization_id: str, subjects: Sequence[str], issued_at: float) -> bool:
        """Whether a token issued then (Unix seconds) to any of the subjects has ended."""
        if not self._ends:
            return False
        return any(issued_at < self._ends.get((organization_id, each), 0.0) for each in subjects)

    async def more(self) -> None:
        """Wait until the source tells of revocations, new ones or some of them once more."""
        await self._news.wait()

    @asynccontextmanager
    async def followed(self, poll_s: float) -> AsyncIterator[None]:
        """Ask before the block begins and every `poll_s` seconds until it ends, sooner while nobody answers."""
        if self._source is None:
            yield
            return
        await self._ask(self._source)
        following = asyncio.create_task(self._follow(self._source, poll_s))
        try:
            yield
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following

    async def _follow(self, source: RevocationSource, poll_s: float) -> None:
        while True:
            await self._clock.sleep(min(poll_s, _SOON_S) if self._is_behind else poll_s)
            await self._ask(source)

    async def _ask(self, source: RevocationSource) -> None:
        """Learn what is new; what is known stays when nobody answers, and that is logged once."""
        try:
            for _ in range(_PAGES):
                async with self._clock.timeout(_ASK_S):
                    found = await source.since(self._cursor)
                self._add(found.revocations)
                self._cursor = found.cursor
                if not found.has_more:
                    break
        except (ServiceError, TimeoutError) as error:
            if not self._is_behind:
                _log.warning("revocations.unavailable", error=type(error).__name__)
            self._is_behind = True
        except Exception:  # noqa: BLE001 - whatever it is, the next question may be answered
            _log.exception("revocations.failed")
            self._is_behind = True
        else:
            self._is_behind = False
        self._forget()

    def _add(self, revocations: Sequence[Revocation]) -> None:
        for each in revocations:
            key = each.organization_id, each.subject
            self._ends[key] = max(each.issued_before.timestamp(), self._ends.pop(key, 0.0))
        while len(self._ends) > _REMEMBERED:
            self._ends.popitem(last=False)
        if revocations:
            self._news.set()
            self._news = asyncio.Event()

    def _forget(self) -> None:
        """Drop from the oldest on what no living token was issued before."""
        horizon = self._clock.now().timestamp() - MAX_TOKEN_LIFE_S - SKEW_S
        while self._ends and next(iter(self._ends.values())) < horizon:
            self._ends.popitem(last=False)
