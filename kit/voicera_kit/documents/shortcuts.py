"""Says the two common combinations of verbs: find the first, and read-change-write."""

from collections.abc import Callable

from voicera_kit.documents.model import Body, Collection, Document
from voicera_kit.documents.query import Query, Restriction
from voicera_kit.documents.store import DocumentStore
from voicera_kit.errors import RevisionConflict
from voicera_kit.paging import Page

_ATTEMPTS = 10


async def first(
    store: DocumentStore, organization_id: str, collection: Collection, *where: Restriction
) -> Document | None:
    """Return the oldest document that meets every condition."""
    listing = await store.find(organization_id, collection, Query(where=where, page=Page(1)))
    return listing.items[0] if listing.items else None


async def update(
    store: DocumentStore,
    organization_id: str,
    collection: Collection,
    id: str,  # noqa: A002 - the field's name
    change: Callable[[Body], Body],
) -> Document:
    """Replace the body by what `change` makes of it, again if somebody else was faster.

    `change` must not touch its argument. Raises NotFound, and RevisionConflict after ten lost races.
    """
    for _ in range(_ATTEMPTS):
        document = await store.get(organization_id, collection, id)
        try:
            return await store.replace(
                organization_id, collection, id, change(document.body), if_revision=document.revision
            )
        except RevisionConflict:
            continue
    raise RevisionConflict(collection.kind, id)
