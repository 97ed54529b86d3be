"""Rules of the chain: how it grows, and how it is checked."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from voicera_auth.audit.model import NO_HASH, Link
from voicera_auth.audit.store import ChainStore, Head
from voicera_kit.audit import AuditEntry, entry_of
from voicera_kit.errors import AlreadyExists, RevisionConflict, Unavailable

_ATTEMPTS: Final = 20
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

    async def add(self, entry: AuditEntry) -> None:
        """Append the entry unless it is there; Unavailable if other replicas append too much at once."""
        entry = entry_of(entry.organization_id, entry.message())  # numbers as they come over the wire
        for _ in range(_ATTEMPTS):
            newest = await self._store.newest(entry.organization_id)
            link = Link.after(newest, entry)
            try:
                await self._store.add(link)
            except AlreadyExists:
                if await self._store.get(entry.organization_id, entry.id):
                    return
                await asyncio.sleep(random.uniform(0, _LONGEST_PAUSE_S))  # noqa: S311 - spreads replicas
                continue
            with suppress(
                RevisionConflict, AlreadyExists
            ):  # somebody else notes theirs, or the next one will
                await self._store.advance_head(entry.organization_id, Head(link.sequence, link.hash))
            return
        raise Unavailable("the audit log is busy", retry_after=timedelta(seconds=1))

    async def verify(self, organization_id: str) -> Verdict:
        """Walk the whole chain."""
        noted = await self._store.head(organization_id)
        before: Link | None = None
        count = 0
        async for link in self._store.oldest_first(organization_id):
            if not link.follows(before):
                return Verdict(
                    count, before.hash if before else NO_HASH, before.sequence + 1 if before else 1
                )
            before, count = link, count + 1
        head = before.hash if before else NO_HASH
        if noted and noted.sequence > count:
            return Verdict(count, head, count + 1)
        return Verdict(count, head, 0)
