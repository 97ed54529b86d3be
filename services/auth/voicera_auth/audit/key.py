"""The key of the audit log's hashes, kept sealed: who has the store and not the sealing keys can make none."""

import hmac
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from voicera_kit.documents import SYSTEM_ORGANIZATION, Body, Collection, Document, DocumentStore
from voicera_kit.errors import AlreadyExists, NotFound
from voicera_kit.sealing import Sealer
from voicera_kit.sealing.canary import note_key
from voicera_kit.sealing.rotation import KEY_FIELD, KEY_INDEX, Sealed

AUDIT_KEYS: Final = Collection("audit_keys", kind="audit key", indexes=(KEY_INDEX,))
_BYTES: Final = 32
_ID: Final = "key_first"
_PLACE: Final = f"audit_keys/{_ID}"


@dataclass(frozen=True, slots=True)
class AuditKey:
    """It stays for as long as the chains do: when sealing keys are replaced, it is only sealed anew."""

    secret: bytes = field(repr=False)

    def hash(self, content: Mapping[str, Any]) -> str:
        """HMAC-SHA-256 over the content as JSON with sorted keys, hex."""
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hmac.digest(self.secret, text.encode(), "sha256").hex()


async def open_audit_key(documents: DocumentStore, sealer: Sealer) -> AuditKey:
    """Read the key; the first replica to start makes it."""
    with suppress(NotFound):
        return await _read(documents, sealer)
    with suppress(AlreadyExists):  # another replica was first
        sealed = sealer.seal(secrets.token_bytes(_BYTES), _PLACE)
        body = {"sealed": sealed, KEY_FIELD: sealer.key_id}
        await documents.insert(SYSTEM_ORGANIZATION, AUDIT_KEYS, _ID, body)
        await note_key(documents, sealer)
    return await _read(documents, sealer)


def audit_key_sealed_with(sealer: Sealer) -> Sealed:
    """Return how the audit key is re-sealed."""

    def reseal(document: Document) -> Body:
        sealed = sealer.reseal(document.body["sealed"], _PLACE)
        return {**document.body, "sealed": sealed, KEY_FIELD: sealer.key_id}

    return Sealed(AUDIT_KEYS, reseal)


async def _read(documents: DocumentStore, sealer: Sealer) -> AuditKey:
    document = await documents.get(SYSTEM_ORGANIZATION, AUDIT_KEYS, _ID)
    return AuditKey(sealer.open(document.body["sealed"], _PLACE))
