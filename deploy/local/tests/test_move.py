"""An installation's data moves whole, goes on after an interruption, and never over another's."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, DocumentStore, Index, equals, first, open_documents
from voicera_kit.objects import open_objects
from voicera_local.move.errors import MoveFailed, MoveRefused
from voicera_local.move.installation import Stores, move
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


@pytest.fixture
async def source(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    await fill(folder, 700)
    return folder


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


async def test_what_was_changed_on_the_way_is_noticed(source: Path, tmp_path: Path):
    there = tmp_path / "there"
    with pytest.raises(KeyboardInterrupt):
        await move(source, "ours", target(there), Interrupting(5))
    async with open_documents("sqlite:", "media", there, SERVICES["media"]) as media:
        await media.replace("org_0", CALLS, "call_000000", {"state": "changed"}, if_revision=1)
    with pytest.raises(MoveFailed, match=r"media\.calls differs"):
        await move(source, "ours", target(there), Silent())


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
