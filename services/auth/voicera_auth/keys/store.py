"""Keeps signing keys, sealed."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voicera_auth.keys.model import SigningKey
from voicera_kit.documents import SYSTEM_ORGANIZATION, Body, Collection, Document, DocumentStore, Query
from voicera_kit.errors import NotFound, RevisionConflict
from voicera_kit.paging import MAX_SIZE, Page
from voicera_kit.sealing import Sealer
from voicera_kit.sealing.canary import note_key
from voicera_kit.sealing.rotation import KEY_FIELD, KEY_INDEX, Sealed

SIGNING_KEYS: Final = Collection("signing_keys", kind="signing key", indexes=(KEY_INDEX,))
_FIRST: Final = "key_first"


class SigningKeyStore:
    def __init__(self, documents: DocumentStore, sealer: Sealer) -> None:
        self._documents = documents
        self._sealer = sealer

    async def all(self) -> tuple[SigningKey, ...]:
        """In the order of their numbers; there are a handful."""
        query = Query(page=Page(MAX_SIZE))
        listing = await self._documents.find(SYSTEM_ORGANIZATION, SIGNING_KEYS, query)
        keys = [self._read(await self._sealed(document)) for document in listing.items]
        return tuple(sorted(keys, key=lambda key: key.number))

    async def add(self, key: SigningKey) -> None:
        """Raise AlreadyExists if there is a key of this number: another replica was first."""
        body = self._body(key.number, key.id, key.private.private_bytes_raw(), key.signs_from)
        await self._documents.insert(SYSTEM_ORGANIZATION, SIGNING_KEYS, _document_id(key.number), body)
        await note_key(self._documents, self._sealer)

    async def remove(self, key: SigningKey) -> None:
        with suppress(NotFound):  # another replica was faster
            await self._documents.delete(SYSTEM_ORGANIZATION, SIGNING_KEYS, _document_id(key.number))

    def _body(self, number: int, key_id: str, seed: bytes, signs_from: datetime) -> Body:
        return {
            "number": number,
            "kid": key_id,
            "sealed": self._sealer.seal(seed, _place(key_id)),
            "signs_from": signs_from.isoformat(),
            KEY_FIELD: self._sealer.key_id,
        }

    def _read(self, body: Body) -> SigningKey:
        seed = self._sealer.open(body["sealed"], _place(body["kid"]))
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return SigningKey(body["number"], body["kid"], private, datetime.fromisoformat(body["signs_from"]))

    async def _sealed(self, document: Document) -> Body:
        """Seal a key that was stored before keys were sealed."""
        if "seed" not in document.body:
            return document.body
        seed = bytes.fromhex(document.body["seed"])
        body = self._body(0, document.body["kid"], seed, document.created_at)
        with suppress(RevisionConflict):  # another replica seals it too
            await self._documents.replace(
                SYSTEM_ORGANIZATION, SIGNING_KEYS, document.id, body, if_revision=document.revision
            )
        await note_key(self._documents, self._sealer)
        return body


def signing_keys_sealed_with(sealer: Sealer) -> Sealed:
    """Return how signing keys are re-sealed."""

    def reseal(document: Document) -> Body:
        sealed = sealer.reseal(document.body["sealed"], _place(document.body["kid"]))
        return {**document.body, "sealed": sealed, KEY_FIELD: sealer.key_id}

    return Sealed(SIGNING_KEYS, reseal)


def _document_id(number: int) -> str:
    return f"key_{number}" if number else _FIRST


def _place(key_id: str) -> str:
    return f"signing_keys/{key_id}"
