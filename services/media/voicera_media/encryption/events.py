"""Encrypts the documents of a call's events."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag

from voicera_kit.documents import Body
from voicera_media.encryption.chunks import derived
from voicera_media.encryption.errors import ContentBroken

_INFO: Final = b"voicera call events"
_NONCE_BYTES: Final = 12


class EventCipher:
    """AES-256-GCM with a key derived for the call; a body opens only under the id it was sealed for."""

    def __init__(self, key: bytes, organization_id: str, call_id: str) -> None:
        self._aes = derived(key, call_id.encode(), _INFO)
        self._organization_id = organization_id

    def seal(self, document_id: str, body: Body) -> Body:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        plain = json.dumps(body, ensure_ascii=False).encode()
        sealed = nonce + self._aes.encrypt(nonce, plain, self._aad(document_id))
        return {"sealed": b64encode(sealed).decode()}

    def open(self, document_id: str, body: Body) -> Mapping[str, Any]:
        try:
            sealed = b64decode(body["sealed"], validate=True)
            nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
            opened: Mapping[str, Any] = json.loads(self._aes.decrypt(nonce, rest, self._aad(document_id)))
        except (KeyError, ValueError, InvalidTag):
            raise ContentBroken from None
        return opened

    def _aad(self, document_id: str) -> bytes:
        return f"{self._organization_id}/{document_id}".encode()
