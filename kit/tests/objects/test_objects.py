import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voicera_kit.errors import InvalidArgument, NotFound
from voicera_kit.objects import ObjectStore
from voicera_kit.paging import Page

MIB = 1024 * 1024
BAD_KEYS = ["", "/", "a/", "/a", "a//b", "..", "a/../../b", ".partial/a", "a\\b", "a\x00", "a\nb", "x" * 201]


async def read(store: ObjectStore, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([block async for block in store.get("org_1", key, start, end)])


async def keys_of(store: ObjectStore, organization_id: str = "org_1", prefix: str = "") -> list[str]:
    return [each.key for each in (await store.list(organization_id, prefix)).items]


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 5, bytes(1_000_001)])
async def test_content_is_read_back(store: ObjectStore, content: bytes) -> None:
    info = await store.put("org_1", "calls/c1/a.wav", content)
    assert (info.key, info.size) == ("calls/c1/a.wav", len(content))
    head = await store.head("org_1", "calls/c1/a.wav")
    assert (head.key, head.size, head.etag) == (info.key, info.size, info.etag)
    assert abs(head.modified - datetime.now(UTC)) < timedelta(minutes=1)
    assert await read(store, "calls/c1/a.wav") == content


async def test_streams_are_kept_in_order(store: ObjectStore) -> None:
    async def blocks() -> AsyncIterator[bytes]:
        for number in range(10):
            await asyncio.sleep(0)
            yield bytes([number]) * 1000

    await store.put("org_1", "a", blocks())
    assert await read(store, "a") == b"".join(bytes([number]) * 1000 for number in range(10))


@pytest.mark.parametrize("mebibytes_before", [0, 1, 12])
async def test_a_stream_that_fails_changes_nothing(store: ObjectStore, mebibytes_before: int) -> None:
    async def broken() -> AsyncIterator[bytes]:
        for _ in range(mebibytes_before):
            yield bytes(MIB)
        raise ConnectionError

    before = await store.put("org_1", "a", b"old")
    for key in ("a", "b"):
        with pytest.raises(ConnectionError):
            await store.put("org_1", key, broken())
    assert (await store.head("org_1", "a")).etag == before.etag
    assert await read(store, "a") == b"old"
    assert await keys_of(store) == ["a"]


async def test_what_the_content_raises_comes_through(store: ObjectStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(6 * MIB)
        raise NotFound("object", "the block")

    with pytest.raises(NotFound, match="object"):
        await store.put("org_1", "a", broken())


async def test_large_content_needs_little_memory(store: ObjectStore) -> None:
    async def blocks() -> AsyncIterator[bytes]:
        for number in range(64):
            yield bytes([number]) * MIB
            yield b""

    before = memory_peak_bytes()
    info = await store.put("org_1", "a", blocks())
    assert info.size == 64 * MIB
    seen = 0
    async for block in store.get("org_1", "a"):
        assert block[0] == seen // MIB
        seen += len(block)
    assert seen == 64 * MIB
    assert memory_peak_bytes(reset=False) - before < 40 * MIB


def memory_peak_bytes(*, reset: bool = True) -> int:
    """Return the most memory the process held since the last reset."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


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
    with pytest.raises(InvalidArgument):
        await store.url("org_1", key, 60)


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


async def test_a_hundred_writers_leave_one_whole_content(store: ObjectStore) -> None:
    contents = [bytes([number]) * 30_000 for number in range(100)]
    await asyncio.gather(*(store.put("org_1", "a", content) for content in contents))
    assert await read(store, "a") in contents


@pytest.mark.parametrize(
    "key", ["नमस्ते/कॉल 1.wav", "a b%20c+d", "#1?x=2&y", "~{}[]^`|<>*\"'", "e\u0301", "a:b;c@d,e$f!g(h)"]
)
async def test_keys_are_kept_to_the_letter(store: ObjectStore, key: str) -> None:
    await store.put("org_1", key, b"x")
    assert await read(store, key) == b"x"
    assert await keys_of(store) == [key]
    assert await store.delete_prefix("org_1", "") == 1
    assert await keys_of(store) == []


async def test_a_reader_may_take_its_time(store: ObjectStore) -> None:
    await store.put("org_1", "a", bytes(MIB))
    seen = 0
    async for block in store.get("org_1", "a", 10):
        await asyncio.sleep(0.05)
        seen += len(block)
    assert seen == MIB - 10


async def test_puts_survive_deletes_of_their_neighbours(store: ObjectStore) -> None:
    async def churn(number: int) -> None:
        for _ in range(10):
            await store.put("org_1", f"calls/{number}", b"x")
            await store.delete("org_1", f"calls/{number}")

    await asyncio.gather(*(churn(number) for number in range(4)))
    assert await keys_of(store) == []
