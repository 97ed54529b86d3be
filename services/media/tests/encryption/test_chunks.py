"""Encrypted objects read like plain ones, and whatever was done to them is noticed."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voicera_kit.objects import ObjectStore
from voicera_kit.testing import open_objects_in
from voicera_media.encryption.chunks import CHUNK_BYTES, SEALED_CHUNK_BYTES, chunk_offset
from voicera_media.encryption.errors import ContentBroken
from voicera_media.encryption.objects import CallObjects

ORGANIZATION, KEY, OTHER = "org_1", "calls/call_1/recording.wav", "calls/call_1/other.wav"
LONG = random.Random(7).randbytes(2 * CHUNK_BYTES + 1000)


class OneKey:
    async def key_of(self, organization_id: str, call_id: str) -> bytes | None:
        return bytes(32) if call_id == "call_1" else None


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[ObjectStore]:
    async with open_objects_in(tmp_path) as objects:
        yield objects


@pytest.fixture
def objects(plain: ObjectStore) -> CallObjects:
    return CallObjects(plain, OneKey())


async def read(objects: ObjectStore, start: int = 0, end: int | None = None, key: str = KEY) -> bytes:
    return b"".join([piece async for piece in objects.get(ORGANIZATION, key, start, end)])


async def in_pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for first in range(0, len(content), size):
        yield content[first : first + size]


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
@pytest.mark.parametrize("streamed", [False, True])
async def test_what_is_put_is_got(objects: CallObjects, size: int, *, streamed: bool) -> None:
    content = LONG[:size]
    info = await objects.put(ORGANIZATION, KEY, in_pieces(content, 7_000) if streamed else content)
    assert info.size == (await objects.head(ORGANIZATION, KEY)).size == size
    assert await read(objects) == content


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 10),
        (CHUNK_BYTES - 1, CHUNK_BYTES + 1),
        (CHUNK_BYTES, 2 * CHUNK_BYTES),
        (CHUNK_BYTES + 5, CHUNK_BYTES + 6),
        (2 * CHUNK_BYTES, None),
        (5, 10**9),
        (7, 7),
        (10**9, None),
    ],
)
async def test_any_range_can_be_read(objects: CallObjects, start: int, end: int | None) -> None:
    await objects.put(ORGANIZATION, KEY, LONG)
    assert await read(objects, start, end) == LONG[start:end]


async def test_nothing_of_it_is_stored_in_the_clear(objects: CallObjects, plain: ObjectStore) -> None:
    await objects.put(ORGANIZATION, KEY, LONG)
    stored = await read(plain)
    assert all(LONG[first : first + 16] not in stored for first in range(0, len(LONG), 1000))


async def test_the_same_content_never_looks_the_same(objects: CallObjects, plain: ObjectStore) -> None:
    await objects.put(ORGANIZATION, KEY, LONG)
    before = await read(plain)
    await objects.put(ORGANIZATION, KEY, LONG)
    assert (await read(plain))[36:100] != before[36:100]


async def test_content_of_other_calls_stays_as_it_is(objects: CallObjects, plain: ObjectStore) -> None:
    key = "calls/call_2/recording.wav"
    await objects.put(ORGANIZATION, key, LONG)
    assert await read(plain, key=key) == await read(objects, key=key) == LONG
    assert await read(objects, 5, 9, key) == LONG[5:9]


def flipped(stored: bytes) -> bytes:
    return stored[:-1] + bytes([stored[-1] ^ 1])


def swapped(stored: bytes) -> bytes:
    first, second, third = chunk_offset(0), chunk_offset(1), chunk_offset(2)
    return stored[:first] + stored[second:third] + stored[first:second] + stored[third:]


@pytest.mark.parametrize(
    "harm",
    [
        flipped,
        swapped,
        lambda stored: stored[:-1],
        lambda stored: stored[: chunk_offset(2)],
        lambda stored: stored[: chunk_offset(0)],
        lambda stored: stored[:20],
        lambda stored: stored + stored[-SEALED_CHUNK_BYTES:],
        lambda stored: b"RIFF" + stored[4:],
        lambda stored: LONG,
    ],
)
async def test_whatever_was_done_to_it_is_noticed(objects: CallObjects, plain: ObjectStore, harm) -> None:
    await objects.put(ORGANIZATION, KEY, LONG)
    await plain.put(ORGANIZATION, KEY, harm(await read(plain)))
    with pytest.raises(ContentBroken):
        await read(objects)


async def test_an_object_does_not_open_elsewhere(objects: CallObjects, plain: ObjectStore) -> None:
    await objects.put(ORGANIZATION, KEY, LONG)
    await plain.put(ORGANIZATION, OTHER, await read(plain))
    with pytest.raises(ContentBroken):
        await read(objects, key=OTHER)
