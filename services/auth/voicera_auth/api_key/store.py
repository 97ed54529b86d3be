"""Keeps API keys in their organization, and a directory of whose each is."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Final

from voicera_auth.api_key.model import ApiKey
from voicera_kit.documents import (
    SYSTEM_ORGANIZATION,
    Body,
    Collection,
    Document,
    DocumentStore,
    Index,
    Query,
    equals,
    update,
)
from voicera_kit.errors import NotFound
from voicera_kit.paging import MAX_SIZE, Listing, Page

_SHOWN_TO: Final = ("created_by", "rotated_by")
API_KEYS: Final = Collection("api_keys", kind="API key", indexes=tuple(map(Index, _SHOWN_TO)))
API_KEY_OWNERS: Final = Collection("api_key_owners", kind="API key")


class ApiKeyStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, key: ApiKey) -> ApiKey:
        document = await self._documents.insert(key.organization_id, API_KEYS, key.id, _body(key))
        owner = {"organization_id": key.organization_id}
        await self._documents.insert(SYSTEM_ORGANIZATION, API_KEY_OWNERS, key.id, owner)
        return _of(document)

    async def get(self, organization_id: str, key_id: str) -> ApiKey:
        return _of(await self._documents.get(organization_id, API_KEYS, key_id))

    async def find(self, key_id: str) -> ApiKey | None:
        """Return the key, whose ever it is."""
        try:
            owner = await self._documents.get(SYSTEM_ORGANIZATION, API_KEY_OWNERS, key_id)
            return await self.get(owner.body["organization_id"], key_id)
        except NotFound:
            return None

    async def page(self, organization_id: str, page: Page) -> Listing[ApiKey]:
        listing = await self._documents.find(organization_id, API_KEYS, Query(page=page))
        return Listing(tuple(_of(document) for document in listing.items), listing.next_token)

    async def shown_to(self, organization_id: str, subject: str) -> AsyncIterator[ApiKey]:
        """Every key, ended ones too, whose first or present secret was shown to a member or another key."""
        for field in _SHOWN_TO:
            page: Page | None = Page(MAX_SIZE)
            while page:
                query = Query((equals(field, subject),), page=page)
                listing = await self._documents.find(organization_id, API_KEYS, query)
                for document in listing.items:
                    yield _of(document)
                page = Page(MAX_SIZE, listing.next_token) if listing.next_token else None

    async def change(self, organization_id: str, key_id: str, change: Callable[[ApiKey], ApiKey]) -> ApiKey:
        """Replace the key by what `change` makes of it, again if somebody else was faster; NotFound."""
        before = await self._documents.get(organization_id, API_KEYS, key_id)
        changed = await update(
            self._documents,
            organization_id,
            API_KEYS,
            key_id,
            lambda body: _body(change(_key(organization_id, key_id, before.created_at, body))),
        )
        return _of(changed)


def _body(key: ApiKey) -> Body:
    return {
        "display_name": key.display_name,
        "scopes": list(key.scopes),
        "prefix": key.prefix,
        "secret_hash": key.secret_hash,
        "created_by": key.created_by,
        "expires_at": _text(key.expires_at),
        "revoked_at": _text(key.revoked_at),
        "last_used_at": _text(key.last_used_at),
        "previous_hash": key.previous_hash,
        "previous_until": _text(key.previous_until),
        "rotated_by": key.rotated_by,
    }


def _of(document: Document) -> ApiKey:
    return _key(document.organization_id, document.id, document.created_at, document.body)


def _key(organization_id: str, key_id: str, created_at: datetime, body: Body) -> ApiKey:
    return ApiKey(
        id=key_id,
        organization_id=organization_id,
        display_name=body["display_name"],
        scopes=tuple(body["scopes"]),
        prefix=body["prefix"],
        secret_hash=body["secret_hash"],
        created_by=body["created_by"],
        created_at=created_at,
        expires_at=_moment(body["expires_at"]),
        revoked_at=_moment(body["revoked_at"]),
        last_used_at=_moment(body["last_used_at"]),
        previous_hash=body["previous_hash"],
        previous_until=_moment(body["previous_until"]),
        rotated_by=body.get("rotated_by", ""),
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
