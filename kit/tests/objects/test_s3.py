"""What only an engine with a server can do: lose it, encrypt, hand out links, and leave nothing half uploaded."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from pydantic import SecretStr

from voicera_kit.errors import InvalidArgument, Unavailable
from voicera_kit.objects import ObjectAccess, ObjectStore, open_objects
from voicera_kit.objects.s3 import S3Address
from voicera_kit.settings import Settings, SettingsError
from voicera_kit.testing import free_port

from .conftest import Bucket

MIB = 1024 * 1024
HERE = Path()


@pytest.fixture
async def store(bucket: Bucket) -> AsyncIterator[ObjectStore]:
    async with open_objects(bucket.url, HERE, bucket.access) as opened:
        yield opened


async def endless(started: asyncio.Event) -> AsyncIterator[bytes]:
    for _ in range(12):
        yield bytes(MIB)
    started.set()
    await asyncio.sleep(60)
    yield b""


@pytest.mark.integration
async def test_an_upload_that_fails_is_taken_back(store: ObjectStore, bucket: Bucket) -> None:
    async def broken() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield bytes(MIB)
        assert bucket.unfinished_uploads("a") == ["org_1/a"]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await store.put("org_1", "a", broken())
    assert bucket.unfinished_uploads("a") == []


@pytest.mark.integration
async def test_an_upload_that_is_cancelled_is_taken_back(store: ObjectStore, bucket: Bucket) -> None:
    started = asyncio.Event()
    putting = asyncio.create_task(store.put("org_1", "a", endless(started)))
    await started.wait()
    assert bucket.unfinished_uploads("a") == ["org_1/a"]
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert bucket.unfinished_uploads("a") == []


@pytest.mark.integration
async def test_links_read_one_object_until_they_expire(store: ObjectStore) -> None:
    await store.put("org_1", "नमस्ते 1.wav", b"sound")
    link = await store.url("org_1", "नमस्ते 1.wav", 1)
    assert link is not None
    assert await asyncio.to_thread(fetch, link) == b"sound"
    assert await asyncio.to_thread(fetch, link.replace("1.wav", "2.wav")) == 403
    await asyncio.sleep(2.1)
    assert await asyncio.to_thread(fetch, link) == 403
    for seconds in (0, 8 * 24 * 3600):
        with pytest.raises(InvalidArgument, match="expires_s"):
            await store.url("org_1", "a", seconds)


def fetch(link: str) -> bytes | int:
    try:
        with urlopen(link, timeout=5) as answer:  # noqa: S310 - the store's own link
            content: bytes = answer.read()
            return content
    except HTTPError as refusal:
        with refusal:
            return refusal.code


@pytest.mark.integration
@pytest.mark.parametrize(("sse", "expected"), [("AES256", "AES256"), ("off", None)])
async def test_the_server_encrypts_where_that_is_set(bucket: Bucket, sse: str, expected: str | None) -> None:
    settings = Settings(
        objects_access_key=bucket.server.access_key,
        objects_secret_key=bucket.server.secret_key,
        objects_sse=sse,
    )

    async def long() -> AsyncIterator[bytes]:
        for _ in range(6):
            yield bytes(MIB)

    async with open_objects(bucket.url, HERE, ObjectAccess.of(settings)) as store:
        await store.put("org_1", "short", b"x")
        await store.put("org_1", "long", long())
        assert [block async for block in store.get("org_1", "short")] == [b"x"]
    for key in ("short", "long"):
        found = bucket.client.stat_object(bucket_name=bucket.address.bucket, object_name=f"org_1/{key}")
        assert found.metadata.get("x-amz-server-side-encryption") == expected


@pytest.mark.integration
async def test_listing_and_deleting_go_beyond_one_answer_of_the_server(store: ObjectStore) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(1100):
            group.create_task(store.put("org_1", f"calls/{number:04}", b""))
    assert await store.delete_prefix("org_1", "calls/") == 1100
    assert (await store.list("org_1", "")).items == ()


@pytest.mark.integration
async def test_a_server_that_comes_back_is_used_again(bucket: Bucket, store: ObjectStore) -> None:
    await store.put("org_1", "a", b"x")
    bucket.server.server.stop()
    try:
        asked_at = time.monotonic()
        with pytest.raises(Unavailable) as refusal:
            await store.head("org_1", "a")
        assert refusal.value.retry_after is not None
        with pytest.raises(Unavailable):
            await store.put("org_1", "a", b"y")
        with pytest.raises(Unavailable):
            await store.ping()
        assert time.monotonic() - asked_at < 30
    finally:
        bucket.server.server.start()
    await store.ping()
    assert [block async for block in store.get("org_1", "a")] == [b"x"]


@pytest.mark.integration
async def test_wrong_keys_and_a_missing_bucket_are_unavailable(bucket: Bucket) -> None:
    wrong = ObjectAccess(SecretStr(bucket.server.access_key), SecretStr("hidden-value"))
    async with open_objects(bucket.url, HERE, wrong) as store:
        with pytest.raises(Unavailable) as refusal:
            await store.put("org_1", "a", b"x")
    assert "hidden-value" not in str(refusal.value)
    async with open_objects(f"s3:{bucket.address.endpoint}/no-such-bucket", HERE, bucket.access) as store:
        with pytest.raises(Unavailable):
            await store.put("org_1", "a", b"x")


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    access = ObjectAccess(SecretStr("key"), SecretStr("secret"))
    async with open_objects(f"s3:http://127.0.0.1:{free_port()}/bucket", HERE, access) as store:
        with pytest.raises(Unavailable):
            await store.put("org_1", "a", b"x")


def test_an_address_has_a_region_and_trusts_a_file() -> None:
    address = S3Address.parse("https://minio.example:9000/calls?region=ap-south-1&ca=/etc/ca.pem")
    assert address == S3Address("https://minio.example:9000", "calls", "ap-south-1", Path("/etc/ca.pem"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bucket",
        "ftp://host/bucket",
        "https://host",
        "https://host/",
        "https://host/a/b",
        "https://key:secret@host/bucket",
        "https://host/bucket?nonsense=1",
    ],
)
async def test_malformed_addresses_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(SettingsError, match="VOICERA_OBJECTS_") as refusal:
        async with open_objects(f"s3:{url}", HERE):
            pass
    assert "secret@" not in str(refusal.value)


@pytest.mark.integration
async def test_a_bucket_that_is_gone_does_not_answer(bucket: Bucket, store: ObjectStore) -> None:
    await store.ping()
    bucket.client.remove_bucket(bucket_name=bucket.address.bucket)
    with pytest.raises(Unavailable):
        await store.ping()
