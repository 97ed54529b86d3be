"""The form of an encrypted object: chunks that can be written as they come and read from anywhere.

`VCE1`, 32 random bytes, then chunks of 64 KiB (the last one may be shorter), each followed by its 128-bit tag. The
object's own key is HKDF-SHA256 of the organization's key and the random bytes; a chunk is AES-256-GCM with its index
and whether it is the last one as nonce, and organization, object key and index as associated data. So no nonce comes
twice under a key, and neither a chunk of another place nor a missing end goes unnoticed.
"""

import secrets
from collections.abc import Iterator
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voicera_media.encryption.errors import ContentBroken

MAGIC: Final = b"VCE1"
HEADER_BYTES: Final = 36
CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES
_INFO: Final = b"voicera object"
_INDEX_BYTES: Final = 11


def derived(key: bytes, salt: bytes, info: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), len(key), salt, info).derive(key))


class ChunkCipher:
    """Encrypts or decrypts one object, chunk by chunk; `place` names organization and object key."""

    def __init__(self, key: bytes, place: str, salt: bytes) -> None:
        self._aes = derived(key, salt, _INFO)
        self._place = place
        self.header = MAGIC + salt

    @classmethod
    def for_new(cls, key: bytes, place: str) -> Self:
        return cls(key, place, secrets.token_bytes(HEADER_BYTES - len(MAGIC)))

    @classmethod
    def of_header(cls, key: bytes, place: str, header: bytes) -> Self:
        if len(header) != HEADER_BYTES or not header.startswith(MAGIC):
            raise ContentBroken
        return cls(key, place, header[len(MAGIC) :])

    def seal(self, index: int, plain: bytes, *, is_last: bool) -> bytes:
        return self._aes.encrypt(_nonce(index, is_last=is_last), plain, self._aad(index))

    def open(self, index: int, sealed: bytes, *, is_last: bool) -> bytes:
        try:
            return self._aes.decrypt(_nonce(index, is_last=is_last), sealed, self._aad(index))
        except InvalidTag:
            raise ContentBroken from None

    def seal_whole(self, plain: bytes) -> bytes:
        last = chunk_count(len(plain)) - 1
        chunks = (plain[first : first + CHUNK_BYTES] for first in _starts(len(plain)))
        sealed = (self.seal(index, chunk, is_last=index == last) for index, chunk in enumerate(chunks))
        return b"".join((self.header, *sealed))

    def _aad(self, index: int) -> bytes:
        return f"{self._place}/{index}".encode()


def chunk_count(size: int) -> int:
    """Return how many chunks hold `size` bytes; an empty object has one, which is empty."""
    return max(1, -(-size // CHUNK_BYTES))


def plain_size(sealed_size: int) -> int:
    """Return the size of what an object of `sealed_size` bytes holds; ContentBroken if there is none such."""
    body = sealed_size - HEADER_BYTES
    size = body - TAG_BYTES * -(-body // SEALED_CHUNK_BYTES)
    if size < 0 or (size == 0 and body != TAG_BYTES):
        raise ContentBroken
    return size


def chunk_offset(index: int) -> int:
    """Return where a chunk begins in the object."""
    return HEADER_BYTES + index * SEALED_CHUNK_BYTES


def _starts(size: int) -> Iterator[int]:
    return iter(range(0, max(size, 1), CHUNK_BYTES))


def _nonce(index: int, *, is_last: bool) -> bytes:
    return index.to_bytes(_INDEX_BYTES, "big") + bytes([is_last])
