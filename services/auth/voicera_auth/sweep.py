"""Removes what has expired, in one of the replicas."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from voicera_kit.clock import Clock
from voicera_kit.documents import EVERY_ORGANIZATION, Collection, DocumentStore, at_most
from voicera_kit.errors import NotFound, RevisionConflict, ServiceError
from voicera_kit.ids import new_id

EVERY_S: Final = 600.0
SOON_S: Final = 1.0
"""Between two turns while there may be more than one turn removes."""
_AT_ONCE: Final = 1000
_LEASE_S: Final = 60.0

_log = structlog.get_logger(__name__)


class Sweep:
    """Every collection has an index `expires_at`: text as datetime.isoformat writes it in UTC."""

    def __init__(self, documents: DocumentStore, collections: Sequence[Collection], clock: Clock) -> None:
        self._documents = documents
        self._collections = collections
        self._clock = clock
        self._owner = new_id("sweep")

    async def sweep(self) -> int:
        """Remove up to a thousand expired documents of each collection; return how many that were."""
        return sum([await self._sweep(each) for each in self._collections])

    async def repeat(self) -> None:
        while True:
            await self._clock.sleep(EVERY_S)
            while await self._turn() >= _AT_ONCE:
                await self._clock.sleep(SOON_S)

    async def _turn(self) -> int:
        try:
            removed = await self.sweep()
        except ServiceError as error:
            _log.warning("sweep.failed", reason=error.reason)
            return 0
        _log.debug("sweep.done", removed=removed)
        return removed

    async def _sweep(self, collection: Collection) -> int:
        removed = 0
        for _ in range(_AT_ONCE):
            if not await self._remove_one(collection):
                break
            removed += 1
        return removed

    async def _remove_one(self, collection: Collection) -> bool:
        """The claim keeps other replicas from the document; False if there is none left."""
        expired = at_most("expires_at", self._clock.now().isoformat())
        found = await self._documents.claim(
            EVERY_ORGANIZATION, collection, (expired,), owner=self._owner, lease_s=_LEASE_S
        )
        if found is None:
            return False
        with suppress(NotFound, RevisionConflict):  # it was removed or prolonged meanwhile
            await self._documents.delete(
                found.organization_id, collection, found.id, if_revision=found.revision
            )
        return True


@asynccontextmanager
async def sweeping(sweep: Sweep) -> AsyncIterator[None]:
    """Sweep every ten minutes, until nothing is left, while the block runs."""
    task = asyncio.create_task(sweep.repeat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
