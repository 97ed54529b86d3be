"""Notices at the start that a key is missing under which a service has sealed values."""

from contextlib import suppress
from typing import Final

from voicera_kit.documents import SYSTEM_ORGANIZATION, Collection, Document, DocumentStore
from voicera_kit.errors import AlreadyExists, NotFound
from voicera_kit.sealing.errors import SealBroken, SealingKeyMissing
from voicera_kit.sealing.sealer import Sealer
from voicera_kit.settings import SettingsError

SEALING_KEYS: Final = Collection("sealing_keys", kind="sealing key")
"""One document for each key that values may be sealed under: a sealed word that only that key opens."""
_WORD: Final = b"voicera"


async def require_known_keys(documents: DocumentStore, sealer: Sealer) -> None:
    """Note the key that seals from now on; SettingsError names a key that was noted before and is missing."""
    for canary in await _canaries(documents):
        try:
            sealer.open(canary.body["sealed"], _place(canary.id))
        except SealingKeyMissing:
            raise SettingsError(
                f"VOICERA_SEALING_KEYS: the key {canary.id} is missing, values are sealed under it"
            ) from None
        except SealBroken:
            raise SettingsError(
                f"VOICERA_SEALING_KEYS: the key {canary.id} is not the one values are sealed under"
            ) from None
    await note_key(documents, sealer)


async def note_key(documents: DocumentStore, sealer: Sealer) -> None:
    """Note the key that seals. Do it after every sealed write: a rotation may have let the key go just before."""
    with suppress(AlreadyExists):
        body = {"sealed": sealer.seal(_WORD, _place(sealer.key_id))}
        await documents.insert(SYSTEM_ORGANIZATION, SEALING_KEYS, sealer.key_id, body)


async def forget_other_keys(documents: DocumentStore, sealer: Sealer) -> tuple[str, ...]:
    """Let go of every key but the one that seals, once nothing is sealed under them; return their ids."""
    others = tuple(canary.id for canary in await _canaries(documents) if canary.id != sealer.key_id)
    for key_id in others:
        with suppress(NotFound):
            await documents.delete(SYSTEM_ORGANIZATION, SEALING_KEYS, key_id)
    return others


async def _canaries(documents: DocumentStore) -> tuple[Document, ...]:
    """All of them: a service knows a handful of keys."""
    return (await documents.find(SYSTEM_ORGANIZATION, SEALING_KEYS)).items


def _place(key_id: str) -> str:
    return f"sealing_keys/{key_id}"
