"""Documents moved raw keep their ids, revisions and times, and their collections are told from the file."""

from pathlib import Path

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, DocumentStore, equals, first, open_documents
from voicera_kit.documents.sqlite.transfer import collections_in
from voicera_kit.errors import AlreadyExists

ORGANIZATIONS = ("org_a", "org_b")


async def fill(store: DocumentStore, agents: Collection, clock: VirtualClock, count: int) -> None:
    for number in range(count):
        await clock.advance(0.000001)
        body = {"name": f"name {number:05}", "status": "live", "cost": number / 7, "text": "नमस्ते 🙂"}
        await store.insert(ORGANIZATIONS[number % 2], agents, f"agent_{number:05}", body)


async def everything(store, collection: Collection) -> list:
    found, after = [], ("", "")
    while block := await store.dump(collection, after):
        found += block
        after = (block[-1].organization_id, block[-1].id)
    return found


async def test_documents_arrive_as_they_were(
    store: DocumentStore, agents: Collection, clock: VirtualClock, tmp_path: Path
):
    await fill(store, agents, clock, 1200)
    await clock.advance(5)
    await store.replace("org_a", agents, "agent_00000", {"name": "changed"}, if_revision=1)
    async with open_documents("sqlite:", "other", tmp_path, (agents,), clock) as other:
        for block_end in (("", ""), ("org_a", "agent_00998"), ("org_b", "agent_00799")):
            await other.load(agents, await store.dump(agents, block_end))
        assert await everything(other, agents) == await everything(store, agents)
        assert len(await everything(other, agents)) == 1200
        moved = await first(other, "org_a", agents, equals("name", "changed"))
        assert (moved.id, moved.revision) == ("agent_00000", 2)


async def test_loading_again_changes_nothing(store: DocumentStore, agents: Collection, clock: VirtualClock):
    await fill(store, agents, clock, 10)
    before = await everything(store, agents)
    await store.load(agents, before)
    assert await everything(store, agents) == before


async def test_a_unique_value_stays_unique(store: DocumentStore, agents: Collection, clock: VirtualClock):
    await fill(store, agents, clock, 2)
    [first_one, *_] = await store.dump(agents)
    await store.delete(first_one.organization_id, agents, first_one.id)
    await store.insert(first_one.organization_id, agents, "agent_new", {"name": first_one.body["name"]})
    with pytest.raises(AlreadyExists):
        await store.load(agents, [first_one])


async def test_a_block_is_bounded_by_its_size(store: DocumentStore, notes: Collection):
    for number in range(8):
        await store.insert("org_a", notes, f"note_{number}", {"text": "x" * 1_000_000})
    assert 4 <= len(await store.dump(notes)) <= 6
    assert len(await everything(store, notes)) == 8


async def test_the_collections_of_a_file_are_told_from_it(
    tmp_path: Path, agents: Collection, notes: Collection, clock: VirtualClock
):
    async with open_documents("sqlite:", "suite", tmp_path, (agents, notes), clock):
        found = {each.name: each for each in collections_in(tmp_path / "suite.db")}
    assert set(found) == {"agents", "notes"}
    assert set(found["agents"].indexes) == set(agents.indexes)
