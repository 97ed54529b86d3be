"""Keeps the organizations' keys, sealed, until they are destroyed."""

import secrets
from typing import Final

from voicera_kit.documents import Body, Collection, Document, DocumentStore, update
from voicera_kit.errors import NotFound
from voicera_kit.ids import new_id
from voicera_kit.sealing import Sealer
from voicera_kit.sealing.canary import note_key
from voicera_kit.sealing.rotation import KEY_FIELD, KEY_INDEX, Sealed
from voicera_media.encryption.errors import EncryptionKeyDestroyed

ENCRYPTION_KEYS: Final = Collection("encryption_keys", kind="encryption key", indexes=(KEY_INDEX,))
KEY_BYTES: Final = 32


class KeyStore:
    """A destroyed key leaves its id behind, so that nobody mistakes it for one that never was."""

    def __init__(self, documents: DocumentStore, sealer: Sealer) -> None:
        self._documents = documents
        self._sealer = sealer

    async def create(self, organization_id: str) -> str:
        """Make a random key of 256 bits and return its id."""
        key_id = new_id("ekey")
        sealed = self._sealer.seal(secrets.token_bytes(KEY_BYTES), _place(organization_id, key_id))
        body = {"sealed": sealed, KEY_FIELD: self._sealer.key_id}
        await self._documents.insert(organization_id, ENCRYPTION_KEYS, key_id, body)
        await note_key(self._documents, self._sealer)
        return key_id

    async def open(self, organization_id: str, key_id: str) -> bytes:
        """Return the key; EncryptionKeyDestroyed, or SealingKeyMissing."""
        try:
            document = await self._documents.get(organization_id, ENCRYPTION_KEYS, key_id)
        except NotFound:
            raise EncryptionKeyDestroyed(key_id) from None
        sealed = document.body["sealed"]
        if sealed is None:
            raise EncryptionKeyDestroyed(key_id)
        return self._sealer.open(sealed, _place(organization_id, key_id))

    async def destroy(self, organization_id: str, key_id: str) -> None:
        """Raise NotFound if there never was such a key."""
        await update(
            self._documents,
            organization_id,
            ENCRYPTION_KEYS,
            key_id,
            lambda _: {"sealed": None, KEY_FIELD: None},
        )


def sealed_with(sealer: Sealer) -> Sealed:
    """Return how keys are re-sealed."""

    def reseal(document: Document) -> Body:
        sealed = document.body["sealed"]
        if sealed is None:
            return document.body
        place = _place(document.organization_id, document.id)
        return {"sealed": sealer.reseal(sealed, place), KEY_FIELD: sealer.key_id}

    return Sealed(ENCRYPTION_KEYS, reseal)


def _place(organization_id: str, key_id: str) -> str:
    return f"{organization_id}/encryption_keys/{key_id}"
