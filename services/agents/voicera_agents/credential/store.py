"""Keeps credentials by organization."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from voicera_agents.credential.model import NEVER, Credential
from voicera_kit.documents import (
    Body,
    Collection,
    Document,
    DocumentStore,
    Index,
    Query,
    Sort,
    equals,
    update,
)
from voicera_kit.paging import Listing, Page
from voicera_kit.sealing import Sealer, credential_place
from voicera_kit.sealing.canary import note_key
from voicera_kit.sealing.rotation import KEY_FIELD, KEY_INDEX, Sealed

CREDENTIALS: Final = Collection("credentials", kind="credential", indexes=(Index("vendor"), KEY_INDEX))
_NEWEST_FIRST: Final = Sort("created_at", descending=True)


class CredentialStore:
    """What is added or changed was sealed by `sealer`."""

    def __init__(self, documents: DocumentStore, sealer: Sealer) -> None:
        self._documents = documents
        self._sealer = sealer

    async def add(self, organization_id: str, credential: Credential) -> Credential:
        body = _body(credential, self._sealer.key_id)
        document = await self._documents.insert(organization_id, CREDENTIALS, credential.id, body)
        await note_key(self._documents, self._sealer)
        return _credential(document)

    async def get(self, organization_id: str, credential_id: str) -> Credential:
        return _credential(await self._documents.get(organization_id, CREDENTIALS, credential_id))

    async def change(
        self, organization_id: str, credential_id: str, change: Callable[[Credential], Credential]
    ) -> Credential:
        """Replace what `change` is given by what it returns, again if re-sealing came between."""

        def changed(body: Body) -> Body:
            return _body(change(_read(credential_id, body)), self._sealer.key_id)

        document = await update(self._documents, organization_id, CREDENTIALS, credential_id, changed)
        await note_key(self._documents, self._sealer)
        return _credential(document)

    async def find(self, organization_id: str, page: Page) -> Listing[Credential]:
        """Oldest first."""
        listing = await self._documents.find(organization_id, CREDENTIALS, Query(page=page))
        return Listing(tuple(map(_credential, listing.items)), listing.next_token)

    async def newest(self, organization_id: str, vendor: str) -> Credential | None:
        query = Query((equals("vendor", vendor),), _NEWEST_FIRST, Page(1))
        listing = await self._documents.find(organization_id, CREDENTIALS, query)
        return _credential(listing.items[0]) if listing.items else None

    async def names(self, organization_id: str, vendor: str) -> frozenset[str]:
        """Return the names of the values of the newest one for the vendor; none if there is none."""
        found = await self.newest(organization_id, vendor)
        return frozenset(found.sealed) if found else frozenset()

    async def delete(self, organization_id: str, credential_id: str) -> None:
        await self._documents.delete(organization_id, CREDENTIALS, credential_id)


def sealed_with(sealer: Sealer) -> Sealed:
    """Return how credentials are re-sealed."""

    def reseal(document: Document) -> Body:
        sealed = {
            name: sealer.reseal(value, credential_place(document.organization_id, document.id, name))
            for name, value in document.body["sealed"].items()
        }
        return {**document.body, "sealed": sealed, KEY_FIELD: sealer.key_id}

    return Sealed(CREDENTIALS, reseal)


def _body(credential: Credential, key_id: str) -> Body:
    return {
        "vendor": credential.vendor,
        "display_name": credential.display_name,
        "sealed": dict(credential.sealed),
        "masked": dict(credential.masked),
        "updated_at": credential.updated_at.isoformat(),
        "revision": credential.revision,
        KEY_FIELD: key_id,
    }


def _credential(document: Document) -> Credential:
    return _read(document.id, document.body, document.created_at)


def _read(credential_id: str, body: Body, created_at: datetime = NEVER) -> Credential:
    return Credential(
        credential_id,
        body["vendor"],
        body["display_name"],
        body["sealed"],
        body["masked"],
        datetime.fromisoformat(body["updated_at"]),
        body["revision"],
        created_at,
    )
