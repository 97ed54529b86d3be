"""Uploads content that comes in pieces: in one request if it is short, in parts while it still comes if not."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import obstore
from obstore.exceptions import PermissionDeniedError
from obstore.store import S3Store

from voicera_kit.objects.s3.client import DEADLINE_S, ask, typed_errors

if TYPE_CHECKING:  # it has no existence at run time
    from obstore import PutResult

PART_BYTES: Final = 5 * 1024 * 1024
"""The least S3 allows, so the least memory an upload can need."""
PARTS_AT_ONCE: Final = 2
ABORT_S: Final = 10.0
_DENIED_PAUSES_S: Final = (0.05, 0.1, 0.2)
"""MinIO on one disk denies a put while it removes the folder of the last object deleted next to it."""


async def upload(store: S3Store, path: str, content: AsyncIterable[bytes]) -> tuple[int, str]:
    """Return size and etag; what the content raises comes through, and then nothing was kept."""
    pieces = aiter(content)
    first = await _first_part(pieces)
    if len(first) < PART_BYTES:
        return len(first), await upload_whole(store, path, first)
    source = _Source(first, pieces)
    try:
        etag = await _upload_parts(store, path, source)
    except Exception:
        if source.failure is not None:
            raise source.failure from None
        raise
    return source.size, etag


async def upload_whole(store: S3Store, path: str, content: bytes) -> str:
    async def put() -> "PutResult":
        for pause_s in _DENIED_PAUSES_S:
            with suppress(PermissionDeniedError):
                return await obstore.put_async(store, path, content, use_multipart=False)
            await asyncio.sleep(pause_s)
        return await obstore.put_async(store, path, content, use_multipart=False)

    return str((await ask(put()))["e_tag"])


async def _first_part(pieces: AsyncIterator[bytes]) -> bytes:
    """Return the whole content if it is shorter than a part."""
    first = bytearray()
    while len(first) < PART_BYTES:
        try:
            first += await anext(pieces)
        except StopAsyncIteration:
            break
    return bytes(first)


async def _upload_parts(store: S3Store, path: str, source: "_Source") -> str:
    with typed_errors():
        async with asyncio.timeout(None) as deadline:
            source.deadline = deadline
            request = obstore.put_async(
                store, path, source, use_multipart=True, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
            )
            uploading = asyncio.ensure_future(request)
            try:
                return str((await asyncio.shield(uploading))["e_tag"])
            except asyncio.CancelledError:
                source.stop()
                await asyncio.wait((uploading,), timeout=ABORT_S)
                _forget(uploading)
                raise


def _forget(uploading: asyncio.Future[Any]) -> None:
    """Nobody wants the outcome any more; an upload that could not be taken back ends with its lifecycle rule."""
    if not uploading.cancel():
        with suppress(BaseException):
            uploading.result()


class _Stopped(Exception):  # noqa: N818 - it says what happened to the source
    """The upload is to be taken back."""


class _Source:
    """Hands the content on. Its time is the caller's; until it is asked for more, the deadline runs."""

    def __init__(self, first: bytes, rest: AsyncIterator[bytes]) -> None:
        self.size = 0
        self.failure: Exception | None = None
        self.deadline: asyncio.Timeout | None = None
        self._first = first
        self._rest = rest
        self._asked: asyncio.Task[Any] | None = None
        self._is_stopped = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._is_stopped:
            raise _Stopped
        self._asked = asyncio.current_task()
        self._allow(None)
        try:
            piece = await self._next()
        finally:
            self._asked = None
        self._allow(asyncio.get_running_loop().time() + DEADLINE_S)
        self.size += len(piece)
        return piece

    def stop(self) -> None:
        """Fail, now if the content is being waited for, so that the engine takes back what it has uploaded."""
        self._is_stopped = True
        if self._asked is not None:
            self._asked.cancel()

    async def _next(self) -> bytes:
        if self._first:
            piece, self._first = self._first, b""
            return piece
        try:
            return await anext(self._rest)
        except StopAsyncIteration:
            self._allow(asyncio.get_running_loop().time() + DEADLINE_S)
            raise
        except Exception as error:
            self.failure = error
            raise

    def _allow(self, until: float | None) -> None:
        if self.deadline is not None and not self._is_stopped:
            self.deadline.reschedule(until)
