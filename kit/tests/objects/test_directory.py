import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voicera_kit.errors import InvalidArgument, Unavailable
from voicera_kit.objects import ObjectStore, open_objects
from voicera_kit.settings import SettingsError


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ObjectStore]:
    async with open_objects("directory:", tmp_path) as opened:
        yield opened


async def test_a_stream_that_fails_leaves_no_file(store: ObjectStore, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"new"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await store.put("org_1", "a", broken())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]  # noqa: ASYNC240 - a small folder


async def test_a_key_below_another_object_is_refused(store: ObjectStore) -> None:
    await store.put("org_1", "a", b"x")
    await store.put("org_1", "b/c", b"x")
    for key in ("a/b", "b"):
        with pytest.raises(InvalidArgument):
            await store.put("org_1", key, b"y")


async def test_there_are_no_links(store: ObjectStore) -> None:
    await store.put("org_1", "a", b"x")
    assert await store.url("org_1", "a", 60) is None


async def test_unknown_engines_are_named_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="VOICERA_OBJECTS_URL"):
        async with open_objects("ftp://bucket", tmp_path):
            pass


async def test_a_directory_that_is_gone_does_not_answer(store: ObjectStore, tmp_path: Path) -> None:
    await store.ping()
    shutil.rmtree(tmp_path / "objects")
    with pytest.raises(Unavailable):
        await store.ping()
