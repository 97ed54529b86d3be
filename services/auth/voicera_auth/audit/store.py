"""Keeps the links of every organization's chain, and where its end was last seen."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from voicera_auth.audit.model import Link
from voicera_kit.audit import AuditEntry
from voicera_kit.documents import (
    Body,
    Collection,
    Condition,
    Document,
    DocumentStore,
    Index,
    Query,
    Sort,
    at_least,
    below,
)
from voicera_kit.errors import NotFound
from voicera_kit.paging import MAX_SIZE, Listing, Page

AUDIT_ENTRIES: Final = Collection(
    "audit_entries",
    kind="audit entry",
    indexes=(
        Index("sequence", unique=True),
        Index("occurred_us"),
        Index("actor_id"),
        Index("object_id"),
        Index("action"),
    ),
)
AUDIT_HEADS: Final = Collection("audit_heads", kind="audit chain")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link as noted apart from the chain: without it, links could be cut off its end unnoticed."""

    sequence: int
    hash: str


class ChainStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, link: Link) -> None:
        """Raise AlreadyExists if the entry is there (field None) or its place is taken (field "sequence")."""
        entry = link.entry
        await self._documents.insert(entry.organization_id, AUDIT_ENTRIES, entry.id, _body(link))

    async def get(self, organization_id: str, entry_id: str) -> Link | None:
        try:
            return _link(await self._documents.get(organization_id, AUDIT_ENTRIES, entry_id))
        except NotFound:
            return None

    async def newest(self, organization_id: str) -> Link | None:
        query = Query(sort=Sort("sequence", descending=True), page=Page(1))
        listing = await self._documents.find(organization_id, AUDIT_ENTRIES, query)
        return _link(listing.items[0]) if listing.items else None

    async def find(self, organization_id: str, where: Sequence[Condition], page: Page) -> Listing[Link]:
        """Return one page, newest first."""
        query = Query(tuple(where), Sort("sequence", descending=True), page)
        listing = await self._documents.find(organization_id, AUDIT_ENTRIES, query)
        return Listing(tuple(_link(each) for each in listing.items), listing.next_token)

    async def oldest_first(
        self, organization_id: str, where: Sequence[Condition] = ()
    ) -> AsyncIterator[Link]:
        page: Page | None = Page(MAX_SIZE)
        while page:
            query = Query(tuple(where), Sort("sequence"), page)
            listing = await self._documents.find(organization_id, AUDIT_ENTRIES, query)
            for document in listing.items:
                yield _link(document)
            page = Page(MAX_SIZE, listing.next_token) if listing.next_token else None

    async def head(self, organization_id: str) -> Head | None:
        try:
            document = await self._documents.get(organization_id, AUDIT_HEADS, organization_id)
        except NotFound:
            return None
        return Head(document.body["sequence"], document.body["hash"])

    async def advance_head(self, organization_id: str, head: Head) -> None:
        """Note the newest link, unless a newer one is noted already. Raise RevisionConflict if others do it now."""
        body = {"sequence": head.sequence, "hash": head.hash}
        try:
            document = await self._documents.get(organization_id, AUDIT_HEADS, organization_id)
        except NotFound:
            await self._documents.insert(organization_id, AUDIT_HEADS, organization_id, body)
            return
        if document.body["sequence"] < head.sequence:
            await self._documents.replace(
                organization_id, AUDIT_HEADS, organization_id, body, if_revision=document.revision
            )


def since(moment: datetime) -> Condition:
    return at_least("occurred_us", _microseconds(moment))


def until(moment: datetime) -> Condition:
    return below("occurred_us", _microseconds(moment))


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def _body(link: Link) -> Body:
    entry = link.entry
    return {
        "sequence": link.sequence,
        "hash": link.hash,
        "occurred_us": _microseconds(entry.occurred_at),
        "actor_id": entry.actor_id,
        "actor_kind": entry.actor_kind,
        "action": entry.action,
        "object_id": entry.object_id,
        "outcome": entry.outcome,
        "address": entry.address,
        "trace_id": entry.trace_id,
        "details": entry.details,
    }


def _link(document: Document) -> Link:
    body = document.body
    entry = AuditEntry(
        document.id,
        document.organization_id,
        datetime.fromtimestamp(body["occurred_us"] / 1_000_000, UTC),
        body["actor_id"],
        body["actor_kind"],
        body["action"],
        body["object_id"],
        body["outcome"],
        body["address"],
        body["trace_id"],
        body["details"],
    )
    return Link(entry, body["sequence"], body["hash"])
