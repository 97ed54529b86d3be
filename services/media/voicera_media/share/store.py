"""Keeps the links of calls, and a directory from what is kept of a secret to its link."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from voicera_kit.documents import (
    EVERY_ORGANIZATION,
    SYSTEM_ORGANIZATION,
    Body,
    Collection,
    Document,
    DocumentStore,
    Index,
    Query,
    Sort,
    above,
    at_most,
    equals,
)
from voicera_kit.errors import AlreadyExists, NotFound
from voicera_kit.paging import Listing, Page
from voicera_media.call.document import milliseconds, optional_moment
from voicera_media.share.model import MAX_LIVE, Share

SHARES: Final = Collection(
    "call_shares",
    kind="share",
    indexes=(Index("call_id"), Index("slot", unique=True), Index("expires_ms", across=True)),
)
SHARE_LINKS: Final = Collection("share_links", kind="share")
_NEWEST_FIRST: Final = Sort("created_at", descending=True)
_ALL: Final = Page(MAX_LIVE)


class ShareStore:
    """Each link takes one of its call's slots, so that several requests at once make no more than there may be."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, share: Share) -> bool:
        """Return False if every slot is taken."""
        for slot in range(MAX_LIVE):
            body = {**_body(share), "slot": f"{share.call_id}/{slot}"}
            with suppress(AlreadyExists):
                await self._documents.insert(share.organization_id, SHARES, share.id, body)
                await self._add_link(share)
                return True
        return False

    async def get(self, organization_id: str, share_id: str) -> Share:
        return _share(await self._documents.get(organization_id, SHARES, share_id))

    async def by_digest(self, digest: str) -> Share:
        """Search every organization; NotFound."""
        link = await self._documents.get(SYSTEM_ORGANIZATION, SHARE_LINKS, digest)
        return await self.get(link.body["organization_id"], link.body["share_id"])

    async def live(self, organization_id: str, call_id: str, now: datetime, page: Page) -> Listing[Share]:
        """Newest first."""
        where = (equals("call_id", call_id), above("expires_ms", milliseconds(now)))
        listing = await self._documents.find(organization_id, SHARES, Query(where, _NEWEST_FIRST, page))
        return Listing(tuple(_share(each) for each in listing.items), listing.next_token)

    async def remove(self, share: Share) -> None:
        """Again is no error; what leads to the share goes first, so that nothing is left that nobody finds."""
        with suppress(NotFound):
            await self._documents.delete(SYSTEM_ORGANIZATION, SHARE_LINKS, share.digest)
        with suppress(NotFound):
            await self._documents.delete(share.organization_id, SHARES, share.id)

    async def delete(self, organization_id: str, call_id: str, expired_at: datetime | None = None) -> None:
        """Remove the call's links, or only those that expired by then."""
        expired = (at_most("expires_ms", milliseconds(expired_at)),) if expired_at else ()
        query = Query((equals("call_id", call_id), *expired), page=_ALL)
        while found := (await self._documents.find(organization_id, SHARES, query)).items:
            for document in found:
                await self.remove(_share(document))

    async def claim_expired(self, now: datetime, owner: str, lease_s: float) -> Share | None:
        """Return an expired link of any organization, leased to the owner."""
        where = (at_most("expires_ms", milliseconds(now)),)
        found = await self._documents.claim(EVERY_ORGANIZATION, SHARES, where, owner=owner, lease_s=lease_s)
        return _share(found) if found else None

    async def _add_link(self, share: Share) -> None:
        body = {"organization_id": share.organization_id, "share_id": share.id}
        await self._documents.insert(SYSTEM_ORGANIZATION, SHARE_LINKS, share.digest, body)


def _body(share: Share) -> Body:
    return {
        "call_id": share.call_id,
        "digest": share.digest,
        "created_by": share.created_by,
        "created_ms": milliseconds(share.created_at),
        "expires_ms": milliseconds(share.expires_at),
        "with_recording": share.with_recording,
    }


def _share(document: Document) -> Share:
    body = document.body
    created_at, expires_at = optional_moment(body["created_ms"]), optional_moment(body["expires_ms"])
    return Share(
        document.id,
        document.organization_id,
        body["call_id"],
        body["digest"],
        body["created_by"],
        created_at or document.created_at,
        expires_at or document.created_at,
        body["with_recording"],
    )
