"""Re-seals what a service keeps under the key that seals now, while the service runs."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from voicera_kit.documents import (
    EVERY_ORGANIZATION,
    SYSTEM_ORGANIZATION,
    Body,
    Collection,
    Document,
    DocumentStore,
    Index,
    above,
    below,
    equals,
)
from voicera_kit.errors import FailedPrecondition, NotFound, RevisionConflict
from voicera_kit.ids import new_id
from voicera_kit.sealing.canary import SEALING_KEYS, forget_other_keys
from voicera_kit.sealing.sealer import Sealer

KEY_FIELD: Final = "sealing_key_id"
KEY_INDEX: Final = Index(KEY_FIELD, across=True)
"""What a collection with sealed values indexes: the id of the key its values are sealed under."""
_DOCUMENT_LEASE_S: Final = 10.0
_ROTATION_LEASE_S: Final = 60.0

Reseal = Callable[[Document], Body]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A collection and how the body of one of its documents is re-sealed."""

    collection: Collection
    reseal: Reseal


async def rotate(documents: DocumentStore, sealer: Sealer, kept: Sequence[Sealed]) -> int:
    """Re-seal everything, let the other keys go, and return how many documents were changed.

    What is cut short goes on where it was with the next call. Writers beside it win: their document is looked at
    again. FailedPrecondition if another rotation runs.

    It looks twice, so that whatever a replica still seals under another key is either found the second time or
    noted (note_key) after that key was let go.
    """
    owner = new_id("rotation")
    async with _alone(documents, sealer.key_id, owner) as renew:
        count = await _reseal_all(documents, sealer, kept, owner, renew)
        await forget_other_keys(documents, sealer)
        return count + await _reseal_all(documents, sealer, kept, owner, renew)


async def _reseal_all(
    documents: DocumentStore,
    sealer: Sealer,
    kept: Sequence[Sealed],
    owner: str,
    renew: Callable[[], Awaitable[None]],
) -> int:
    count = 0
    for each in kept:
        async for document in _outdated(documents, sealer, each.collection, owner):
            count += await _reseal(documents, each, document, owner)
            await renew()
    return count


@asynccontextmanager
async def _alone(
    documents: DocumentStore, key_id: str, owner: str
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Hold the key's own document, so that nobody lets keys go while somebody else still re-seals."""
    where = (equals("id", key_id),)
    held = await documents.claim(
        SYSTEM_ORGANIZATION, SEALING_KEYS, where, owner=owner, lease_s=_ROTATION_LEASE_S
    )
    if held is None:
        raise _busy()

    async def renew() -> None:
        if not await documents.renew(
            SYSTEM_ORGANIZATION, SEALING_KEYS, key_id, owner=owner, lease_s=_ROTATION_LEASE_S
        ):
            raise _busy()

    try:
        yield renew
    finally:
        await documents.release(SYSTEM_ORGANIZATION, SEALING_KEYS, key_id, owner=owner)


async def _outdated(
    documents: DocumentStore, sealer: Sealer, collection: Collection, owner: str
) -> AsyncIterator[Document]:
    for under_another_key in (below(KEY_FIELD, sealer.key_id), above(KEY_FIELD, sealer.key_id)):
        while document := await documents.claim(
            EVERY_ORGANIZATION, collection, (under_another_key,), owner=owner, lease_s=_DOCUMENT_LEASE_S
        ):
            yield document


async def _reseal(documents: DocumentStore, kept: Sealed, document: Document, owner: str) -> bool:
    names = document.organization_id, kept.collection, document.id
    try:
        await documents.replace(*names, kept.reseal(document), if_revision=document.revision)
    except (NotFound, RevisionConflict):
        return False
    finally:
        await documents.release(*names, owner=owner)
    return True


def _busy() -> FailedPrecondition:
    return FailedPrecondition("another rotation of the sealing keys is running", reason="ROTATION_RUNNING")
