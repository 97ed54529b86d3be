"""An installation's data moves whole, goes on after an interruption, and never over another's."""

import asyncio
import os
import shutil
import subprocess
import sys
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, Document, DocumentStore, Index, equals, first, open_documents
from voicera_kit.objects import Content, ObjectInfo, open_objects
from voicera_kit.objects.directory import DirectoryObjects
from voicera_local.move.errors import MoveFailed, MoveRefused
from voicera_local.move.installation import Stores, move
from voicera_local.move.objects import move_objects
from voicera_local.move.pairs import Objects
from voicera_local.move.progress import PROGRESS, Progress
from voicera_local.move.report import Report
from voicera_local.state import Installation

CALLS = Collection("calls", kind="call", indexes=(Index("state", across=True), Index("key", unique=True)))
EVENTS = Collection("events", indexes=(Index("call_id"),))
AGENTS = Collection("agents")
SERVICES = {"media": (CALLS, EVENTS), "agents": (AGENTS,)}
WHEN = datetime(2026, 3, 1, 12, 0, 0, 123457, tzinfo=UTC)


class Silent(Report):
    def __init__(self) -> None:
        super().__init__(lambda _: None)


class Interrupting(Report):
    """Ends the move at the given word about its progress."""

    def __init__(self, after: int) -> None:
        super().__init__(lambda _: None)
        self.left = after

    def note(self, text: str) -> None:
        self.left -= 1
        if self.left <= 0:
            raise KeyboardInterrupt(text)


async def add_call(media: DocumentStore, number: int) -> None:
    organization, call = f"org_{number % 3}", f"call_{number:06}"
    await media.insert(organization, CALLS, call, {"state": "over", "key": f"key {number}", "n": number})
    await media.insert(organization, EVENTS, f"{call}.1", {"call_id": call, "text": "हाँ, ठीक है"})


async def fill(folder: Path, calls: int) -> None:
    clock = VirtualClock(WHEN)
    async with open_documents("sqlite:", "media", folder, SERVICES["media"], clock) as media:
        await asyncio.gather(*(add_call(media, number) for number in range(calls)))
    async with open_documents("sqlite:", "agents", folder, SERVICES["agents"], clock) as agents:
        made = await agents.insert("org_0", AGENTS, "agent_1", {"name": "first"})
        await agents.replace("org_0", AGENTS, "agent_1", {"name": "second"}, if_revision=made.revision)
    async with open_objects("directory:", folder) as objects:
        for number in range(20):
            await objects.put("org_0", f"calls/call_{number:06}/block_1", os.urandom(1000 + number))


def target(folder: Path) -> Stores:
    return Stores("sqlite:", "directory:", folder)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    asyncio.run(fill(folder, 700))
    return folder


@pytest.fixture
def source(filled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(filled, tmp_path / "here")


async def test_everything_arrives_as_it_was(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    moved = await move(source, "ours", target(there), Silent())
    assert (moved.documents, moved.objects, moved.before) == (1401, 20, False)
    async with open_documents("sqlite:", "media", there, SERVICES["media"]) as media:
        found = await first(media, "org_2", CALLS, equals("key", "key 500"))
        assert (found.id, found.revision, found.created_at) == ("call_000500", 1, WHEN)
    async with open_documents("sqlite:", "agents", there, SERVICES["agents"]) as agents:
        assert (await agents.get("org_0", AGENTS, "agent_1")).revision == 2
    sent = (source / "objects/org_0/calls/call_000003/block_1").read_bytes()
    assert (there / "objects/org_0/calls/call_000003/block_1").read_bytes() == sent


@pytest.mark.parametrize("after", [1, 2, 4, 6])
async def test_an_interrupted_move_goes_on_where_it_was(source: Path, tmp_path: Path, after: int):
    there = tmp_path / "there"
    with pytest.raises(KeyboardInterrupt):
        await move(source, "ours", target(there), Interrupting(after))
    moved = await move(source, "ours", target(there), Silent())
    assert (moved.documents, moved.objects) == (1401, 20)


async def test_a_move_that_is_done_is_left_alone(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    await move(source, "ours", target(there), Silent())
    async with open_documents("sqlite:", "media", there, SERVICES["media"]) as media:
        await media.insert("org_0", CALLS, "call_new", {"state": "over"})
    assert (await move(source, "ours", target(there), Silent())).before
    async with open_documents("sqlite:", "media", there, SERVICES["media"]) as media:
        assert await media.get("org_0", CALLS, "call_new")


async def test_a_target_with_other_documents_is_refused(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    async with open_documents("sqlite:", "media", there, SERVICES["media"]) as media:
        await media.insert("org_x", CALLS, "call_x", {})
    with pytest.raises(MoveRefused, match=r"media\.calls"):
        await move(source, "ours", target(there), Silent())
    assert not (there / "objects/org_0").exists()


async def test_a_target_with_other_objects_is_refused(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    async with open_objects("directory:", there) as objects:
        await objects.put("org_0", "calls/other/block_1", b"x")
    with pytest.raises(MoveRefused, match="objects"):
        await move(source, "ours", target(there), Silent())


async def test_a_target_of_another_installation_is_refused(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    await move(source, "ours", target(there), Silent())
    with pytest.raises(MoveRefused, match="another installation"):
        await move(source, "theirs", target(there), Silent())


def media_in(folder: Path) -> AbstractAsyncContextManager[DocumentStore]:
    return open_documents("sqlite:", "media", folder, SERVICES["media"])


async def everything(folder: Path) -> dict[str, list[Document]]:
    """Each document of media, by collection."""
    async with media_in(folder) as media:
        return {
            collection.name: [document async for block in media.dump(collection) for document in block]
            for collection in SERVICES["media"]
        }


def contents(folder: Path) -> dict[str, bytes]:
    """Each object of org_0, by key."""
    home = folder / "objects/org_0"
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


async def interrupted(source: Path, there: Path, after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        await move(source, "ours", target(there), Interrupting(after))


async def refused(source: Path, there: Path, message: str) -> None:
    with pytest.raises(MoveFailed, match=message):
        await move(source, "ours", target(there), Silent())


async def use_the_mesh_again(source: Path) -> None:
    """Calls change, go, and leave their key to others, behind and before where a move of 500 calls stopped."""
    async with media_in(source) as media:
        await media.replace("org_0", CALLS, "call_000000", {"state": "lost", "key": "key 0"}, if_revision=1)
        for organization, number in (("org_0", 3), ("org_2", 2)):
            await media.delete(organization, CALLS, f"call_{number:06}")
            await media.insert(organization, CALLS, f"call_z{number}", {"key": f"key {number}"})


@pytest.mark.parametrize("after", [2, 4, 6])
async def test_documents_that_changed_between_two_attempts_are_moved_again(
    source: Path, tmp_path: Path, after: int
):
    there = tmp_path / "there"
    await interrupted(source, there, after)
    await use_the_mesh_again(source)
    await refused(
        source, there, r"differ here and there: media\.calls \(700 documents here, [0-9]+ there\)\."
    )
    moved = await move(source, "ours", target(there), Silent())
    assert (moved.documents, moved.objects) == (1401, 20)
    assert await everything(there) == await everything(source)


async def test_moving_again_may_be_interrupted_too(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    await interrupted(source, there, 6)
    await use_the_mesh_again(source)
    await refused(source, there, r"media\.calls")
    await interrupted(source, there, 1)
    await move(source, "ours", target(there), Silent())
    assert await everything(there) == await everything(source)


async def test_objects_that_changed_between_two_attempts_are_moved_again(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    await interrupted(source, there, 6)
    assert 0 < len(contents(there)) < 20
    async with open_objects("directory:", source) as objects:
        await objects.put("org_0", "calls/call_000001/block_1", os.urandom(1001))
        await objects.delete("org_0", "calls/call_000002/block_1")
        await objects.put("org_0", "calls/call_000000/block_2", b"late")
    await refused(source, there, r"differ here and there: objects of org_0\.")
    assert (await move(source, "ours", target(there), Silent())).objects == 20
    assert contents(there) == contents(source)


async def test_what_was_changed_in_the_target_goes_only_after_that_was_said(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    await interrupted(source, there, 6)
    async with media_in(there) as media, open_objects("directory:", there) as objects:
        await media.replace("org_0", CALLS, "call_000000", {"state": "changed"}, if_revision=1)
        await media.insert("org_0", CALLS, "call_theirs", {"state": "over"})
        await objects.put("org_0", "calls/call_theirs/block_1", b"theirs")
    await refused(source, there, r"media\.calls .*, objects of org_0\..* will be removed")
    async with media_in(there) as media:
        assert await media.get("org_0", CALLS, "call_theirs")
    assert contents(there)["calls/call_theirs/block_1"] == b"theirs"
    await move(source, "ours", target(there), Silent())
    assert await everything(there) == await everything(source)
    assert contents(there) == contents(source)


class Spoiling(DirectoryObjects):
    """Keeps another content than it is given."""

    async def put(self, organization_id: str, key: str, content: Content) -> ObjectInfo:
        await super().put(organization_id, key, content)
        return await super().put(organization_id, key, b"spoiled")


async def test_an_object_that_arrives_changed_does_not_stay(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    objects = Objects(DirectoryObjects(source / "objects"), Spoiling(there / "objects"), ("org_0",))
    async with open_documents("sqlite:", "move", there, (PROGRESS,)) as documents:
        with pytest.raises(MoveFailed, match="arrived changed"):
            await move_objects(objects, Progress(documents, "ours"), Silent())
    assert contents(there) == {}


def migrate(source: Path, there: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,  # noqa: TID251 - for a child
        "VOICERA_DATA_DIR": str(source),
        "VOICERA_TO_DOCUMENTS_URL": "sqlite:",
        "VOICERA_TO_OBJECTS_URL": "directory:",
        "VOICERA_TO_DATA_DIR": str(there),
    }
    command = [sys.executable, "-m", "voicera_local", "migrate"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_moves_and_refuses_while_the_mesh_runs(source: Path, tmp_path: Path):
    with Installation(source).lock():
        refused = migrate(source, tmp_path / "there")
    assert refused.returncode == 1
    assert "already runs" in refused.stderr
    moved = migrate(source, tmp_path / "there")
    assert moved.returncode == 0, moved.stderr
    assert "Moved and verified 1401 documents and 20 objects." in moved.stdout
    nowhere = migrate(source, source)
    assert nowhere.returncode == 2
    assert "VOICERA_TO_DATA_DIR" in nowhere.stderr
