"""Keeps session families."""

from collections.abc import AsyncIterator
from datetime import datetime

from voicera_auth.session.model import Family
from voicera_kit.documents import Collection, Document, DocumentStore, Index, Query, equals
from voicera_kit.paging import FIRST_PAGE, Page

FAMILIES = Collection("session_families", kind="session", indexes=(Index("user_id"),))


class FamilyStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, family: Family) -> None:
        await self._documents.insert(family.organization_id, FAMILIES, family.id, _body(family))

    async def get(self, organization_id: str, family_id: str) -> Family:
        return _family(await self._documents.get(organization_id, FAMILIES, family_id))

    async def of_user(self, organization_id: str, user_id: str) -> AsyncIterator[Family]:
        page: Page | None = FIRST_PAGE
        while page:
            query = Query(where=(equals("user_id", user_id),), page=page)
            listing = await self._documents.find(organization_id, FAMILIES, query)
            for document in listing.items:
                yield _family(document)
            page = Page(token=listing.next_token) if listing.next_token else None

    async def replace(self, family: Family) -> None:
        """Raise RevisionConflict if somebody else was faster."""
        await self._documents.replace(
            family.organization_id, FAMILIES, family.id, _body(family), if_revision=family.revision
        )


def _body(family: Family) -> dict[str, object]:
    return {
        "user_id": family.user_id,
        "current_hash": family.current_hash,
        "expires_at": family.expires_at.isoformat(),
        "revoked": family.revoked,
    }


def _family(document: Document) -> Family:
    body = document.body
    return Family(
        id=document.id,
        organization_id=document.organization_id,
        user_id=body["user_id"],
        current_hash=body["current_hash"],
        expires_at=datetime.fromisoformat(body["expires_at"]),
        revoked=body["revoked"],
        revision=document.revision,
    )
