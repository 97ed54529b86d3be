import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voicera_kit.errors import InvalidArgument, NotFound
from voicera_kit.objects import ObjectStore, open_objects
from voicera_kit.paging import Page
from voicera_kit.settings import SettingsError

ENGINES = ("directory:",)
BAD_KEYS = ["", "/", "a/", "/a", "a//b", "..", "a/../../b", ".partial/a", "a\\b", "a\x00", "a\nb", "x" * 201]


@pytest.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ObjectStore]:
    async with open_objects(request.param, tmp_path) as opened:
        yield opened


async def read(store: ObjectStore, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([block async for block in store.get("org_1", key, start, end)])


def files_below(directory: Path) -> int:
    return sum(path.is_file() for path in directory.rglob("*"))


async def keys_of(store: ObjectStore, organization_id: str = "org_1", prefix: str = "") -> list[str]:
    return [each.key for each in (await store.list(organization_id, prefix)).items]


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 5, bytes(1_000_001)])
async def test_content_is_read_back(store: ObjectStore, content: bytes) -> None:
    info = await store.put("org_1", "calls/c1/a.wav", content)
    assert (info.key, info.size) == ("calls/c1/a.wav", len(content))
    assert await store.head("org_1", "calls/c1/a.wav") == info
    assert await read(store, "calls/c1/a.wav") == content


async def test_streams_are_kept_in_order(store: ObjectStore) -> None:
    async def blocks() -> AsyncIterator[bytes]:
        for number in range(10):
            await asyncio.sleep(0)
            yield bytes([number]) * 1000

    await store.put("org_1", "a", blocks())
    assert await read(store, "a") == b"".join(bytes([number]) * 1000 for number in range(10))


async def test_a_stream_that_fails_changes_nothing(store: ObjectStore, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"new"
        raise ConnectionError

    before = await store.put("org_1", "a", b"old")
    with pytest.raises(ConnectionError):
        await store.put("org_1", "a", broken())
    assert await store.head("org_1", "a") == before
    assert await read(store, "a") == b"old"
    assert files_below(tmp_path) == 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, None, b"0123456789"), (3, 5, b"34"), (8, 99, b"89"), (20, 30, b""), (4, 4, b""), (9, None, b"9")],
)
async def test_ranges_exclude_their_end(
    store: ObjectStore, start: int, end: int | None, expected: bytes
) -> None:
    await store.put("org_1", "a", b"0123456789")
    assert await read(store, "a", start, end) == expected


async def test_impossible_ranges_are_refused(store: ObjectStore) -> None:
    await store.put("org_1", "a", b"0123456789")
    for start, end in ((-1, None), (5, 4)):
        with pytest.raises(InvalidArgument):
            await read(store, "a", start, end)


async def test_missing_objects_are_not_found(store: ObjectStore) -> None:
    await store.put("org_1", "a/b", b"")
    for key in ("a", "a/c", "a/b/c"):
        with pytest.raises(NotFound):
            await store.head("org_1", key)
        with pytest.raises(NotFound):
            await read(store, key)
        await store.delete("org_1", key)


async def test_organizations_do_not_see_each_other(store: ObjectStore) -> None:
    await store.put("org_1", "a", b"1")
    await store.put("org_2", "a", b"2")
    await store.delete("org_2", "a")
    assert await read(store, "a") == b"1"
    assert await keys_of(store, "org_2") == []


@pytest.mark.parametrize("key", BAD_KEYS)
async def test_keys_that_lead_astray_are_refused(store: ObjectStore, key: str) -> None:
    for attempt in (store.put("org_1", key, b""), store.head("org_1", key), store.delete("org_1", key)):
        with pytest.raises(InvalidArgument):
            await attempt
    with pytest.raises(InvalidArgument):
        await read(store, key)


@pytest.mark.parametrize("organization_id", ["", "..", "a/b", ".partial"])
async def test_organizations_that_lead_astray_are_refused(store: ObjectStore, organization_id: str) -> None:
    with pytest.raises(InvalidArgument):
        await store.put(organization_id, "a", b"")
    with pytest.raises(InvalidArgument):
        await store.delete_prefix(organization_id, "")


async def test_etag_changes_with_the_content(store: ObjectStore) -> None:
    first = await store.put("org_1", "a", b"1")
    second = await store.put("org_1", "a", b"2")
    assert first.etag != second.etag


async def test_listing_is_paged_in_order_of_keys(store: ObjectStore) -> None:
    names = ["calls/c1/a", "calls/c1/b", "calls/c10/a", "calls/c2/नमस्ते 1", "other"]
    for name in reversed(names):
        await store.put("org_1", name, b"x")
    seen, page = [], Page(2)
    while True:
        listing = await store.list("org_1", "", page)
        seen += [each.key for each in listing.items]
        if not listing.next_token:
            break
        page = Page(2, listing.next_token)
    assert seen == names
    assert await keys_of(store, prefix="calls/c1/") == names[:2]
    assert await keys_of(store, prefix="nothing/") == []


async def test_bad_page_token_is_refused(store: ObjectStore) -> None:
    with pytest.raises(InvalidArgument):
        await store.list("org_1", "", Page(2, "nonsense"))


async def test_prefix_deletion_takes_everything_below(store: ObjectStore) -> None:
    for name in ("calls/c1/a", "calls/c1/b/c", "calls/c10/a"):
        await store.put("org_1", name, b"x")
    with pytest.raises(InvalidArgument):
        await store.delete_prefix("org_1", "calls/c1")
    assert await store.delete_prefix("org_1", "calls/c1/") == 2
    assert await keys_of(store) == ["calls/c10/a"]
    assert await store.delete_prefix("org_1", "") == 1


async def test_racing_writers_leave_one_whole_content(store: ObjectStore) -> None:
    contents = [bytes([number]) * 300_000 for number in range(10)]
    await asyncio.gather(*(store.put("org_1", "a", content) for content in contents))
    assert await read(store, "a") in contents


async def test_puts_survive_deletes_of_their_neighbours(store: ObjectStore) -> None:
    async def churn(number: int) -> None:
        for _ in range(10):
            await store.put("org_1", f"calls/{number}", b"x")
            await store.delete("org_1", f"calls/{number}")

    await asyncio.gather(*(churn(number) for number in range(4)))
    assert await keys_of(store) == []


async def test_a_key_below_another_object_is_refused(store: ObjectStore) -> None:
    await store.put("org_1", "a", b"x")
    await store.put("org_1", "b/c", b"x")
    for key in ("a/b", "b"):
        with pytest.raises(InvalidArgument):
            await store.put("org_1", key, b"y")


async def test_unknown_engines_are_named_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="VOICERA_OBJECTS_URL"):
        async with open_objects("s3://bucket", tmp_path):
            pass
