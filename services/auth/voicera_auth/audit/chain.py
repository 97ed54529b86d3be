"""Rules of the chain: how it grows, and how it is checked."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from voicera_auth.audit.model import NO_HASH, Link
from voicera_auth.audit.store import ChainStore, Head
from voicera_kit.audit import AuditEntry, entry_of
from voicera_kit.errors import AlreadyExists, RevisionConflict, Unavailable

_PATIENCE_S: Final = 10.0
_LONGEST_PAUSE_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken_at` is the first place that is missing or changed, 0 if there is none."""

    entries: int
    head: str
    broken_at: int


class AuditChain:
    """The AuditSink of the auth service itself; the others' entries come in by RecordAuditEntries."""

    def __init__(self, store: ChainStore) -> None:
        self._store = store
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """One for each organization whose entries are being appended: its own process does not race itself."""

    async def add(self, entry: AuditEntry) -> None:
        """Append the entry unless it is there; Unavailable if other replicas leave no room for ten seconds."""
        entry = entry_of(entry.organization_id, entry.message())  # numbers as they come over the wire
        lock = self._locks.setdefault(entry.organization_id, asyncio.Lock())
        try:
            async with asyncio.timeout(_PATIENCE_S), lock:
                while not await self._appended(entry):  # noqa: ASYNC110 - another replica has no event to set
                    await asyncio.sleep(random.uniform(0, _LONGEST_PAUSE_S))  # noqa: S311 - spreads replicas
        except TimeoutError:
            raise Unavailable("the audit log is busy", retry_after=timedelta(seconds=1)) from None

    async def _appended(self, entry: AuditEntry) -> bool:
        """False if another replica took the place."""
        newest = await self._store.newest(entry.organization_id)
        link = Link.after(newest, entry)
        try:
            await self._store.add(link)
        except AlreadyExists:
            return await self._store.get(entry.organization_id, entry.id) is not None
        # Another replica notes its own, or the next append will.
        with suppress(RevisionConflict, AlreadyExists):
            await self._store.advance_head(entry.organization_id, Head(link.sequence, link.hash))
        return True

    async def verify(self, organization_id: str) -> Verdict:
        """Walk the whole chain."""
        noted = await self._store.head(organization_id)
        before: Link | None = None
        count = 0
        async for link in self._store.oldest_first(organization_id):
            if not link.follows(before) or not _is_as_noted(link, noted):
                return Verdict(
                    count, before.hash if before else NO_HASH, before.sequence + 1 if before else 1
                )
            before, count = link, count + 1
        head = before.hash if before else NO_HASH
        if noted and noted.sequence > count:
            return Verdict(count, head, count + 1)
        return Verdict(count, head, 0)


def _is_as_noted(link: Link, noted: Head | None) -> bool:
    return noted is None or link.sequence != noted.sequence or link.hash == noted.hash
