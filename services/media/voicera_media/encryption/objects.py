"""An ObjectStore in which the content of encrypted calls is encrypted."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import replace

from voicera_kit.errors import invalid
from voicera_kit.objects import Content, ObjectInfo, ObjectStore
from voicera_kit.paging import FIRST_PAGE, Listing, Page
from voicera_media.encryption.chunks import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    ChunkCipher,
    chunk_count,
    chunk_offset,
    plain_size,
)
from voicera_media.encryption.errors import ContentBroken
from voicera_media.encryption.vault import Vault


class CallObjects:
    """Holds objects below calls/<call>/. Sizes and ranges are those of the content; EncryptionKeyDestroyed."""

    def __init__(self, objects: ObjectStore, vault: Vault) -> None:
        self._objects = objects
        self._vault = vault

    async def put(self, organization_id: str, key: str, content: Content) -> ObjectInfo:
        secret = await self._secret(organization_id, key)
        if secret is None:
            return await self._objects.put(organization_id, key, content)
        cipher = ChunkCipher.for_new(secret, _place(organization_id, key))
        sealed = cipher.seal_whole(content) if isinstance(content, bytes) else _sealed(cipher, content)
        return _of_content(await self._objects.put(organization_id, key, sealed))

    async def get(
        self, organization_id: str, key: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        if start < 0 or (end is not None and end < start):
            raise invalid("range", "is not a range of bytes")
        secret = await self._secret(organization_id, key)
        pieces = (
            self._objects.get(organization_id, key, start, end)
            if secret is None
            else self._opened(secret, organization_id, key, start, end)
        )
        async for piece in pieces:
            yield piece

    async def head(self, organization_id: str, key: str) -> ObjectInfo:
        secret = await self._secret(organization_id, key)
        info = await self._objects.head(organization_id, key)
        return info if secret is None else _of_content(info)

    async def list(self, organization_id: str, prefix: str, page: Page = FIRST_PAGE) -> Listing[ObjectInfo]:
        """Sizes are those of the objects as they are stored."""
        return await self._objects.list(organization_id, prefix, page)

    async def delete(self, organization_id: str, key: str) -> None:
        await self._objects.delete(organization_id, key)

    async def delete_prefix(self, organization_id: str, prefix: str) -> int:
        return await self._objects.delete_prefix(organization_id, prefix)

    async def url(self, organization_id: str, key: str, expires_s: float) -> str | None:
        """An engine cannot decrypt: there is no link to encrypted content."""
        if await self._secret(organization_id, key) is not None:
            return None
        return await self._objects.url(organization_id, key, expires_s)

    async def ping(self) -> None:
        await self._objects.ping()

    async def close(self) -> None:
        await self._objects.close()

    async def _secret(self, organization_id: str, key: str) -> bytes | None:
        return await self._vault.key_of(organization_id, key.split("/")[1])

    async def _opened(
        self, secret: bytes, organization_id: str, key: str, start: int, end: int | None
    ) -> AsyncIterator[bytes]:
        size = plain_size((await self._objects.head(organization_id, key)).size)
        end = size if end is None else min(end, size)
        if start >= end:
            return
        header = await self._read(organization_id, key, 0, HEADER_BYTES)
        cipher = ChunkCipher.of_header(secret, _place(organization_id, key), header)
        index, stop, last = start // CHUNK_BYTES, (end - 1) // CHUNK_BYTES + 1, chunk_count(size) - 1
        sealed = self._objects.get(organization_id, key, chunk_offset(index), chunk_offset(stop))
        async for chunk in _in_parts(sealed, SEALED_CHUNK_BYTES):
            plain = cipher.open(index, chunk, is_last=index == last)
            first = index * CHUNK_BYTES
            yield plain[max(start - first, 0) : end - first]
            index += 1
        if index < stop:
            raise ContentBroken

    async def _read(self, organization_id: str, key: str, start: int, end: int) -> bytes:
        return b"".join([piece async for piece in self._objects.get(organization_id, key, start, end)])


async def _sealed(cipher: ChunkCipher, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Hold one chunk back: the last one is sealed as such."""
    yield cipher.header
    index, held = 0, b""
    async for chunk in _in_parts(content, CHUNK_BYTES):
        if held:
            yield cipher.seal(index, held, is_last=False)
            index += 1
        held = chunk
    yield cipher.seal(index, held, is_last=True)


async def _in_parts(pieces: AsyncIterable[bytes], size: int) -> AsyncIterator[bytes]:
    """Yield the same bytes in parts of `size`; only the last may be shorter."""
    waiting = bytearray()
    async for piece in pieces:
        waiting += piece
        while len(waiting) >= size:
            yield bytes(waiting[:size])
            del waiting[:size]
    if waiting:
        yield bytes(waiting)


def _of_content(info: ObjectInfo) -> ObjectInfo:
    return replace(info, size=plain_size(info.size))


def _place(organization_id: str, key: str) -> str:
    return f"{organization_id}/{key}"
