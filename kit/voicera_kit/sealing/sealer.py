"""Seals values with AES-256-GCM, bound to the place they belong to.

A sealed value is `v1.<key id>.<base64url of a random 96-bit nonce and the ciphertext with its 128-bit tag>`.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voicera_kit.sealing.errors import SealBroken, SealingKeyMissing
from voicera_kit.sealing.keys import KeyRing

VERSION: Final = "v1"
NONCE_BYTES: Final = 12


class Sealer:
    """`aad` names the place of a value, for example "<organization>/<credential>/<name>".

    A value that is moved to another place does not open there.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    @property
    def key_id(self) -> str:
        """The id of the key that seals."""
        return self._ring.first.id

    def seal(self, plain: bytes, aad: str) -> str:
        key = self._ring.first
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + AESGCM(key.secret).encrypt(nonce, plain, aad.encode())
        return f"{VERSION}.{key.id}.{urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def open(self, sealed: str, aad: str) -> bytes:
        """Return the value; SealingKeyMissing if its key is not in the ring, else SealBroken if it does not fit."""
        key_id, content = _parts(sealed)
        key = self._ring.get(key_id)
        if key is None:
            raise SealingKeyMissing(key_id)
        try:
            return AESGCM(key.secret).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], aad.encode())
        except (InvalidTag, ValueError):
            raise SealBroken from None

    def is_current(self, sealed: str) -> bool:
        """Tell whether the value is sealed under the key that seals now."""
        return _parts(sealed)[0] == self.key_id

    def reseal(self, sealed: str, aad: str) -> str:
        """Return the same value under the key that seals now."""
        return sealed if self.is_current(sealed) else self.seal(self.open(sealed, aad), aad)


def _parts(sealed: str) -> tuple[str, bytes]:
    version, _, rest = sealed.partition(".")
    key_id, separator, encoded = rest.partition(".")
    if version != VERSION or not separator:
        raise SealBroken
    try:
        return key_id, urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        raise SealBroken from None
