"""Keeps session families until they expire."""

from collections.abc import AsyncIterator
from datetime import datetime

from voicera_auth.session.client import Client
from voicera_auth.session.model import Family
from voicera_kit.documents import (
    Body,
    Collection,
    Condition,
    Document,
    DocumentStore,
    Index,
    Query,
    Sort,
    above,
    equals,
    update,
)
from voicera_kit.paging import FIRST_PAGE, Listing, Page

FAMILIES = Collection(
    "session_families",
    kind="session",
    indexes=(Index("user_id"), Index("revoked"), Index("expires_at", across=True)),
)


class FamilyStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, family: Family) -> None:
        await self._documents.insert(family.organization_id, FAMILIES, family.id, _body(family))

    async def get(self, organization_id: str, family_id: str) -> Family:
        return _family(await self._documents.get(organization_id, FAMILIES, family_id))

    async def running(self, organization_id: str, user_id: str, now: datetime, page: Page) -> Listing[Family]:
        """Return a page of the person's families that have not ended, newest first."""
        return await self._find(
            organization_id, (*_of_user(user_id), above("expires_at", now.isoformat())), page
        )

    async def unrevoked(self, organization_id: str, user_id: str) -> AsyncIterator[Family]:
        """Yield the person's families but those that were ended; they may be revoked meanwhile."""
        page: Page | None = FIRST_PAGE
        while page:
            listing = await self._find(organization_id, _of_user(user_id), page)
            for family in listing.items:
                yield family
            page = Page(token=listing.next_token) if listing.next_token else None

    async def replace(self, family: Family) -> None:
        """Raise RevisionConflict if somebody else was faster."""
        await self._documents.replace(
            family.organization_id, FAMILIES, family.id, _body(family), if_revision=family.revision
        )

    async def revoke(self, organization_id: str, family_id: str) -> None:
        """Raise NotFound if it has expired."""
        await update(
            self._documents, organization_id, FAMILIES, family_id, lambda body: {**body, "revoked": True}
        )

    async def _find(self, organization_id: str, where: tuple[Condition, ...], page: Page) -> Listing[Family]:
        query = Query(where, Sort(descending=True), page)
        listing = await self._documents.find(organization_id, FAMILIES, query)
        return Listing(tuple(map(_family, listing.items)), listing.next_token)


def _of_user(user_id: str) -> tuple[Condition, ...]:
    return equals("user_id", user_id), equals("revoked", value=False)


def _body(family: Family) -> Body:
    return {
        "user_id": family.user_id,
        "family_hash": family.family_hash,
        "current_hash": family.current_hash,
        "salt": family.salt,
        "last_hash": family.last_hash,
        "last_used_at": family.last_used_at.isoformat(),
        "expires_at": family.expires_at.isoformat(),
        "user_agent": family.client.user_agent,
        "address": family.client.address,
        "revoked": family.revoked,
    }


def _family(document: Document) -> Family:
    body = document.body
    return Family(
        id=document.id,
        organization_id=document.organization_id,
        user_id=body["user_id"],
        family_hash=body.get("family_hash", ""),
        current_hash=body["current_hash"],
        created_at=document.created_at,
        last_used_at=datetime.fromisoformat(body.get("last_used_at", document.updated_at.isoformat())),
        expires_at=datetime.fromisoformat(body["expires_at"]),
        client=Client(body.get("address", ""), body.get("user_agent", "")),
        salt=body.get("salt", ""),
        last_hash=body.get("last_hash", ""),
        revoked=body["revoked"],
        revision=document.revision,
    )
