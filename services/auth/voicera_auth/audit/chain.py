"""Rules of the chain: how it grows, and how it is checked."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

import structlog

from voicera_auth.audit.key import AuditKey
from voicera_auth.audit.model import NO_HASH, Head, Link
from voicera_auth.audit.store import ChainStore
from voicera_kit.audit import AuditEntry, entry_of
from voicera_kit.errors import AlreadyExists, RevisionConflict, Unavailable

_PATIENCE_S: Final = 10.0
_LONGEST_PAUSE_S: Final = 0.05

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken_at` is the first place that is missing or changed, 0 if there is none."""

    entries: int
    head: str
    broken_at: int


class AuditChain:
    """The AuditSink of the auth service itself; the others' entries come in by RecordAuditEntries."""

    def __init__(self, store: ChainStore, key: AuditKey) -> None:
        self._store = store
        self._key = key
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
        if newest is None:
            await self._store.begin(Head.of(entry.organization_id, 0, NO_HASH, self._key))
        link = Link.after(newest, entry, self._key)
        try:
            await self._store.add(link)
        except AlreadyExists:
            return await self._store.get(entry.organization_id, entry.id) is not None
        with suppress(RevisionConflict):  # another replica notes its own, or the next append will
            await self._note(link, newest)
        return True

    async def _note(self, link: Link, before: Link | None) -> None:
        """Note the newest link. A head that does not fit the chain stays: it shows what was done to it."""
        noted = await self._head(link.entry.organization_id)
        if noted and noted.sequence >= link.sequence:
            return
        if noted and await self._is_in_place(noted, before):
            head = Head.of(noted.organization_id, link.sequence, link.hash, self._key)
            await self._store.advance(noted, head)
        else:
            _log.error("audit.head_misfits", organization_id=link.entry.organization_id)

    async def _is_in_place(self, noted: Head, before: Link | None) -> bool:
        if noted.sequence == 0:
            return True
        is_last = before is not None and before.sequence == noted.sequence
        link = before if is_last else await self._store.at(noted.organization_id, noted.sequence)
        return link is not None and link.hash == noted.hash

    async def _head(self, organization_id: str) -> Head | None:
        """The head, if it is one of ours."""
        head = await self._store.head(organization_id)
        return head if head and head.is_proven(self._key) else None

    async def verify(self, organization_id: str) -> Verdict:
        """Walk the whole chain. The newest link is read first, then the head: it may grow meanwhile."""
        has_begun = await self._store.newest(organization_id) is not None
        noted = await self._head(organization_id)
        before: Link | None = None
        count = 0
        async for link in self._store.oldest_first(organization_id):
            if not link.follows(before, self._key) or not _is_as_noted(link, noted):
                return Verdict(count, before.hash if before else NO_HASH, count + 1)
            before, count = link, count + 1
        is_cut = noted.sequence > count if noted else has_begun
        return Verdict(count, before.hash if before else NO_HASH, count + 1 if is_cut else 0)


def _is_as_noted(link: Link, noted: Head | None) -> bool:
    return noted is None or link.sequence != noted.sequence or link.hash == noted.hash
