"""Keeps the links of every organization's chain, and where its end was last seen."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from voicera_auth.audit.model import Head, Link
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
    equals,
    first,
)
from voicera_kit.errors import AlreadyExists, NotFound
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

    async def at(self, organization_id: str, sequence: int) -> Link | None:
        found = await first(self._documents, organization_id, AUDIT_ENTRIES, equals("sequence", sequence))
        return _link(found) if found else None

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
        body = document.body
        return Head(organization_id, body["sequence"], body["hash"], body.get("proof", ""), document.revision)

    async def begin(self, head: Head) -> None:
        """Keep a chain's first head, unless it has one."""
        with suppress(AlreadyExists):
            await self._documents.insert(
                head.organization_id, AUDIT_HEADS, head.organization_id, _head_body(head)
            )

    async def advance(self, noted: Head, head: Head) -> None:
        """Keep `head` instead of `noted`; RevisionConflict if somebody else was faster."""
        await self._documents.replace(
            head.organization_id,
            AUDIT_HEADS,
            head.organization_id,
            _head_body(head),
            if_revision=noted.revision,
        )


def since(moment: datetime) -> Condition:
    return at_least("occurred_us", _microseconds(moment))


def until(moment: datetime) -> Condition:
    return below("occurred_us", _microseconds(moment))


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def _head_body(head: Head) -> Body:
    return {"sequence": head.sequence, "hash": head.hash, "proof": head.proof}


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
