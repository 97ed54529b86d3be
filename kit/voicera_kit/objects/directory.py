"""Keeps objects as files below one directory, written aside and renamed into place."""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Final, TypeVar

import structlog

from voicera_kit.errors import NotFound, Unavailable, invalid
from voicera_kit.objects.model import Content, ObjectInfo, require_key, require_prefix, require_range
from voicera_kit.paging import FIRST_PAGE, Listing, Page, decode_token, encode_token

_PARTIAL: Final = ".partial"
_BLOCK_BYTES: Final = 256 * 1024
_MOVES: Final = 20
_STALE_S: Final = 24 * 3600

Result = TypeVar("Result")
_log = structlog.get_logger(__name__)


class DirectoryObjects:
    """An ObjectStore; parts of writes that never finished are removed a day later."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._partial = root / _PARTIAL
        with _file_errors():
            self._partial.mkdir(parents=True, exist_ok=True)
            _remove_stale(self._partial)

    async def put(self, organization_id: str, key: str, content: Content) -> ObjectInfo:
        path = self._path(organization_id, key)
        aside = self._partial / secrets.token_hex(16)
        if isinstance(content, bytes):
            return await _in_thread(_put_whole, aside, path, key, content)
        try:
            file = await _in_thread(_create, aside)
            with file:
                async for block in content:
                    await _in_thread(_write_all, file, block)
                await _in_thread(os.fsync, file.fileno())
            return await _in_thread(_move, aside, path, key)
        finally:
            aside.unlink(missing_ok=True)

    async def get(
        self, organization_id: str, key: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        path = self._path(organization_id, key)
        require_range(start, end)
        size = _BLOCK_BYTES if end is None else min(end - start, _BLOCK_BYTES)
        file, block = await _in_thread(_open_and_read, path, key, start, size)
        with file:
            while block:
                yield block
                start += len(block)
                if len(block) < size or start == end:
                    return
                size = _BLOCK_BYTES if end is None else min(end - start, _BLOCK_BYTES)
                block = await _in_thread(file.read, size)

    async def head(self, organization_id: str, key: str) -> ObjectInfo:
        path = self._path(organization_id, key)
        return await _in_thread(_info, path, key)

    async def list(self, organization_id: str, prefix: str, page: Page = FIRST_PAGE) -> Listing[ObjectInfo]:
        require_prefix(organization_id, prefix)
        after = str(decode_token(prefix, page.token, 1)[0]) if page.token else ""
        home = self._root / organization_id
        return await _in_thread(_page_of, home, prefix, after, page.size)

    async def delete(self, organization_id: str, key: str) -> None:
        path, home = self._path(organization_id, key), self._root / organization_id
        await _in_thread(_remove, path, home)

    async def delete_prefix(self, organization_id: str, prefix: str) -> int:
        require_prefix(organization_id, prefix)
        return await _in_thread(_remove_below, self._root / organization_id, prefix)

    async def url(self, organization_id: str, key: str, expires_s: float) -> str | None:  # noqa: ARG002 - the protocol's shape
        require_key(organization_id, key)
        return None

    async def ping(self) -> None:
        if not await asyncio.to_thread(self._partial.is_dir):
            raise Unavailable("the object store is unavailable")

    async def close(self) -> None:
        pass

    def _path(self, organization_id: str, key: str) -> Path:
        require_key(organization_id, key)
        return self._root / organization_id / key


async def _in_thread(work: Callable[..., Result], *arguments: object) -> Result:
    def guarded() -> Result:
        with _file_errors():
            return work(*arguments)

    return await asyncio.to_thread(guarded)


@contextmanager
def _file_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        _log.warning("objects.unavailable", error=type(error).__name__, errno=error.errno)
        raise Unavailable("the object store is unavailable") from error


def _create(path: Path) -> FileIO:
    return path.open("xb", buffering=0)


def _write_all(file: FileIO, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[file.write(rest) :]


def _put_whole(aside: Path, path: Path, key: str, content: bytes) -> ObjectInfo:
    """Do everything in one visit to the thread, which costs more than writing a small object."""
    try:
        with _create(aside) as file:
            _write_all(file, content)
            os.fsync(file.fileno())
        return _move(aside, path, key)
    finally:
        aside.unlink(missing_ok=True)


def _move(aside: Path, path: Path, key: str) -> ObjectInfo:
    info = _info(aside, key)
    try:
        _move_into_place(aside, path)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        raise invalid("key", "is below, or above, the key of another object") from None
    for directory in _up_to(path.parent, aside.parent.parent):
        with suppress(FileNotFoundError):
            _sync_directory(directory)
    return info


def _move_into_place(aside: Path, path: Path) -> None:
    """Try again if a delete takes the empty directory away in between."""
    failure: OSError = FileNotFoundError()
    for _ in range(_MOVES):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(path)
        except (FileNotFoundError, FileExistsError) as error:
            failure = error
        else:
            return
    raise failure


def _up_to(directory: Path, root: Path) -> Iterator[Path]:
    while directory != root:
        yield directory
        directory = directory.parent
    yield root


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_and_read(path: Path, key: str, start: int, size: int) -> tuple[FileIO, bytes]:
    """Return the file and its first block; one shorter than `size` is the last."""
    try:
        file = path.open("rb", buffering=0)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise NotFound("object", key) from None
    file.seek(start)
    return file, file.read(size)


def _info(path: Path, key: str) -> ObjectInfo:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound("object", key) from None
    if path.is_dir():
        raise NotFound("object", key)
    modified = datetime.fromtimestamp(found.st_mtime, UTC)
    return ObjectInfo(
        key, found.st_size, modified, f"{found.st_mtime_ns:x}-{found.st_ino:x}-{found.st_size:x}"
    )


def _page_of(home: Path, prefix: str, after: str, size: int) -> Listing[ObjectInfo]:
    keys = sorted(key for key in _keys(home, prefix) if key > after)
    shown = keys[:size]
    token = encode_token(prefix, (shown[-1],)) if len(keys) > size else ""
    return Listing(tuple(_existing(home, shown)), token)


def _existing(home: Path, keys: list[str]) -> Iterator[ObjectInfo]:
    for key in keys:
        try:
            yield _info(home / key, key)
        except NotFound:
            continue


def _keys(home: Path, prefix: str) -> Iterator[str]:
    for directory, _, names in os.walk(home / prefix):
        for name in names:
            yield (Path(directory) / name).relative_to(home).as_posix()


def _remove(path: Path, home: Path) -> None:
    if _unlink(path):
        _tidy(path.parent, home)


def _remove_below(home: Path, prefix: str) -> int:
    paths = [home / key for key in _keys(home, prefix)]
    removed = [path for path in paths if _unlink(path)]
    for directory in {path.parent for path in removed}:
        _tidy(directory, home)
    return len(paths)


def _unlink(path: Path) -> bool:
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    return True


def _tidy(directory: Path, home: Path) -> None:
    """Make removals durable and take empty directories away."""
    with suppress(OSError):
        while directory != home:
            directory.rmdir()
            directory = directory.parent
    with suppress(FileNotFoundError):
        _sync_directory(directory)


def _remove_stale(partial: Path) -> None:
    """Other processes may be writing here, so only what no live write can own is removed."""
    for leftover in partial.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - leftover.stat().st_mtime > _STALE_S:
                leftover.unlink()
