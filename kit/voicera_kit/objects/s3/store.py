"""Keeps objects in one bucket, below the organization's name."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import obstore
from obstore.store import S3Store

from voicera_kit.errors import Unavailable, invalid
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.model import Content, ObjectInfo, require_key, require_prefix, require_range
from voicera_kit.objects.s3.address import S3Address
from voicera_kit.objects.s3.client import ask, ask_for, connect, ping
from voicera_kit.objects.s3.upload import upload, upload_whole
from voicera_kit.paging import FIRST_PAGE, Listing, Page, decode_token, encode_token

if TYPE_CHECKING:  # these have no existence at run time
    from obstore import BytesStream, GetOptions, GetResult, ListStream, ObjectMeta

BLOCK_BYTES: Final = 256 * 1024
DELETE_AT_ONCE: Final = 1000
LONGEST_LINK_S: Final = 7 * 24 * 3600
"""What S3 allows."""


class S3Objects:
    """An ObjectStore; the bucket is made by provision()."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def open(cls, address: S3Address, access: ObjectAccess) -> "S3Objects":
        return cls(connect(address, access))

    async def put(self, organization_id: str, key: str, content: Content) -> ObjectInfo:
        path = _path(organization_id, key)
        if isinstance(content, bytes):
            size, etag = len(content), await upload_whole(self._store, path, content)
        else:
            size, etag = await upload(self._store, path, content)
        return ObjectInfo(key, size, datetime.now(UTC), _plain(etag))

    async def get(
        self, organization_id: str, key: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        path = _path(organization_id, key)
        require_range(start, end)
        found = await self._open(path, key, start, end)
        if found is None:
            return
        stream = found.stream(min_chunk_size=BLOCK_BYTES)
        while block := await _next_block(stream):
            yield block

    async def head(self, organization_id: str, key: str) -> ObjectInfo:
        return await self._head(_path(organization_id, key), key)

    async def list(self, organization_id: str, prefix: str, page: Page = FIRST_PAGE) -> Listing[ObjectInfo]:
        require_prefix(organization_id, prefix)
        after = str(decode_token(prefix, page.token, 1)[0]) if page.token else ""
        below = f"{organization_id}/{prefix}"
        offset = f"{organization_id}/{after}" if after else None
        stream = obstore.list(self._store, below, offset=offset, chunk_size=page.size + 1)
        found = await _next_objects(stream)
        infos = [_info(each, each["path"].removeprefix(f"{organization_id}/")) for each in found]
        shown = tuple(infos[: page.size])
        return Listing(shown, encode_token(prefix, (shown[-1].key,)) if len(infos) > page.size else "")

    async def delete(self, organization_id: str, key: str) -> None:
        path = _path(organization_id, key)
        await ask(obstore.delete_async(self._store, path))

    async def delete_prefix(self, organization_id: str, prefix: str) -> int:
        require_prefix(organization_id, prefix)
        stream = obstore.list(self._store, f"{organization_id}/{prefix}", chunk_size=DELETE_AT_ONCE)
        removed = 0
        while found := await _next_objects(stream):
            await ask(obstore.delete_async(self._store, [each["path"] for each in found]))
            removed += len(found)
        return removed

    async def url(self, organization_id: str, key: str, expires_s: float) -> str | None:
        path = _path(organization_id, key)
        if not 1 <= expires_s <= LONGEST_LINK_S:
            raise invalid("expires_s", f"must be between 1 and {LONGEST_LINK_S}")
        return await ask(obstore.sign_async(self._store, "GET", path, timedelta(seconds=expires_s)))

    async def ping(self) -> None:
        await ping(self._store)

    async def close(self) -> None:
        pass

    async def _head(self, path: str, key: str) -> ObjectInfo:
        return _info(await ask_for(key, obstore.head_async(self._store, path)), key)

    async def _open(self, path: str, key: str, start: int, end: int | None) -> "GetResult | None":
        """Return None where the object has nothing in this range: S3 calls that an error."""
        if start == end:
            await self._head(path, key)
            return None
        try:
            return await ask_for(key, obstore.get_async(self._store, path, options=_range(start, end)))
        except Unavailable:
            if (await self._head(path, key)).size <= start:
                return None
            raise


def _range(start: int, end: int | None) -> "GetOptions":
    if end is not None:
        return {"range": (start, end)}
    return {"range": {"offset": start}} if start else {}


async def _next_block(stream: "BytesStream") -> bytes:
    """Return nothing at the end."""
    try:
        return bytes(await ask(anext(stream)))
    except StopAsyncIteration:
        return b""


async def _next_objects(stream: "ListStream[Sequence[ObjectMeta]]") -> "Sequence[ObjectMeta]":
    """Return nothing at the end."""
    try:
        return await ask(anext(stream))
    except StopAsyncIteration:
        return ()


def _info(found: "ObjectMeta", key: str) -> ObjectInfo:
    return ObjectInfo(key, found["size"], found["last_modified"], _plain(found["e_tag"] or ""))


def _path(organization_id: str, key: str) -> str:
    require_key(organization_id, key)
    return f"{organization_id}/{key}"


def _plain(etag: str) -> str:
    return etag.strip('"')
