"""A move to MongoDB and S3 that was interrupted brings what changed meanwhile, and takes away what has gone."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from pydantic import SecretStr

from store_servers import running_minio
from store_servers.ferretdb import running_ferretdb
from voicera_kit.documents import Collection, Document, DocumentStore, Index, open_documents
from voicera_kit.objects import ObjectStore, open_objects
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.s3 import S3Address
from voicera_kit.objects.s3.provision import provision
from voicera_local.move.errors import MoveFailed
from voicera_local.move.installation import Stores, move
from voicera_local.move.report import Report

CALLS = Collection("calls", kind="call", indexes=(Index("key", unique=True),))
LONG = 6 * 1024 * 1024
"""Longer than what S3 takes in one request."""


class Silent(Report):
    def __init__(self) -> None:
        super().__init__(lambda _: None)


class Interrupting(Report):
    """Ends the move at the first word about objects."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)

    def note(self, text: str) -> None:
        if text.startswith("objects"):
            raise KeyboardInterrupt(text)


@pytest.fixture
async def target(tmp_path: Path) -> AsyncIterator[Stores]:
    with running_ferretdb(tmp_path / "ferretdb") as documents, running_minio(tmp_path / "minio") as minio:
        access = ObjectAccess(SecretStr(minio.access_key), SecretStr(minio.secret_key))
        await provision(S3Address.parse(f"{minio.endpoint}/moved"), access)
        yield Stores(documents, f"s3:{minio.endpoint}/moved", tmp_path, access)


def media_in(folder: Path) -> AbstractAsyncContextManager[DocumentStore]:
    return open_documents("sqlite:", "media", folder, (CALLS,))


async def fill(folder: Path) -> None:
    async with media_in(folder) as media, open_objects("directory:", folder) as objects:
        for number in range(30):
            call = f"call_{number:02}"
            await media.insert("org_1", CALLS, call, {"key": f"key {number}", "text": "हाँ"})
            await objects.put("org_1", f"calls/{call}/block", bytes(1000 + number))
        await objects.put("org_1", "calls/call_00/long", bytes(LONG))


async def change(folder: Path) -> None:
    """As a mesh does that runs between two attempts; sizes stay."""
    async with media_in(folder) as media, open_objects("directory:", folder) as objects:
        await media.replace("org_1", CALLS, "call_05", {"key": "key 5", "text": "नहीं"}, if_revision=1)
        await media.delete("org_1", CALLS, "call_07")
        await media.insert("org_1", CALLS, "call_99", {"key": "key 7"})
        await objects.put("org_1", "calls/call_00/long", bytes(LONG - 1) + b"x")
        await objects.put("org_1", "calls/call_01/block", b"y" * 1001)
        await objects.delete("org_1", "calls/call_02/block")


async def documents_of(store: DocumentStore) -> list[Document]:
    return [document async for block in store.dump(CALLS) for document in block]


async def contents_of(store: ObjectStore) -> dict[str, bytes]:
    keys = [info.key for info in (await store.list("org_1", "")).items]
    return {key: b"".join([block async for block in store.get("org_1", key)]) for key in keys}


async def test_what_changed_between_two_attempts_is_moved_again(tmp_path: Path, target: Stores) -> None:
    here = tmp_path / "here"
    await fill(here)
    with pytest.raises(KeyboardInterrupt):
        await move(here, "ours", target, Interrupting())
    await change(here)
    with pytest.raises(MoveFailed, match=r"media\.calls \(30 documents here, 30 there\), objects of org_1\."):
        await move(here, "ours", target, Silent())
    moved = await move(here, "ours", target, Silent())
    assert (moved.documents, moved.objects) == (30, 30)
    async with (
        media_in(here) as media,
        open_documents(target.documents_url, "media", tmp_path, (CALLS,)) as moved_media,
        open_objects("directory:", here) as objects,
        open_objects(target.objects_url, tmp_path, target.access) as moved_objects,
    ):
        assert await documents_of(moved_media) == await documents_of(media)
        assert await contents_of(moved_objects) == await contents_of(objects)
