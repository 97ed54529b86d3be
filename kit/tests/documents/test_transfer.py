"""Documents moved raw keep their ids, revisions and times, and their collections are told from the file."""

from pathlib import Path

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, DocumentStore, equals, first, open_documents
from voicera_kit.documents.sqlite.transfer import collections_in
from voicera_kit.documents.transfer import BEGINNING, place_of
from voicera_kit.errors import AlreadyExists

ORGANIZATIONS = ("org_a", "org_b")


async def fill(store: DocumentStore, agents: Collection, clock: VirtualClock, count: int) -> None:
    for number in range(count):
        await clock.advance(0.000001)
        body = {"name": f"name {number:05}", "status": "live", "cost": number / 7, "text": "नमस्ते 🙂"}
        await store.insert(ORGANIZATIONS[number % 2], agents, f"agent_{number:05}", body)


async def everything(store, collection: Collection, after=BEGINNING) -> list:
    return [document async for block in store.dump(collection, after) for document in block]


async def test_documents_arrive_as_they_were(
    store: DocumentStore, agents: Collection, clock: VirtualClock, tmp_path: Path
):
    await fill(store, agents, clock, 700)
    await clock.advance(5)
    await store.replace("org_a", agents, "agent_00000", {"name": "changed"}, if_revision=1)
    async with open_documents("sqlite:", "other", tmp_path, (agents,), clock) as other:
        async for block in store.dump(agents):
            await other.load(agents, block)
        assert await everything(other, agents) == await everything(store, agents)
        assert len(await everything(other, agents)) == 700
        moved = await first(other, "org_a", agents, equals("name", "changed"))
        assert (moved.id, moved.revision) == ("agent_00000", 2)


async def test_a_dump_goes_on_after_a_place(store: DocumentStore, agents: Collection, clock: VirtualClock):
    await fill(store, agents, clock, 20)
    whole = await everything(store, agents)
    assert [each.organization_id for each in whole] == ["org_a"] * 10 + ["org_b"] * 10
    for position in (3, 9, 12):
        assert await everything(store, agents, place_of(whole[position])) == whole[position + 1 :]


async def test_loading_again_changes_nothing(store: DocumentStore, agents: Collection, clock: VirtualClock):
    await fill(store, agents, clock, 10)
    before = await everything(store, agents)
    await store.load(agents, before)
    assert await everything(store, agents) == before


async def test_loading_brings_back_what_differs_or_is_missing(
    store: DocumentStore, agents: Collection, clock: VirtualClock
):
    await fill(store, agents, clock, 10)
    before = await everything(store, agents)
    await store.replace("org_a", agents, "agent_00004", {"name": "changed"}, if_revision=1)
    await store.delete("org_b", agents, "agent_00007")
    await store.load(agents, before)
    assert await everything(store, agents) == before


async def test_a_unique_value_stays_unique(store: DocumentStore, agents: Collection, clock: VirtualClock):
    await fill(store, agents, clock, 2)
    [first_one, _] = await everything(store, agents)
    await store.delete(first_one.organization_id, agents, first_one.id)
    await store.insert(first_one.organization_id, agents, "agent_new", {"name": first_one.body["name"]})
    with pytest.raises(AlreadyExists):
        await store.load(agents, [first_one])


async def test_a_block_is_bounded_by_its_size(store: DocumentStore, notes: Collection):
    for number in range(8):
        await store.insert("org_a", notes, f"note_{number}", {"text": "x" * 1_000_000})
    sizes = [len(block) async for block in store.dump(notes)]
    assert sum(sizes) == 8
    assert max(sizes) <= 6


async def test_the_collections_of_a_file_are_told_from_it(
    tmp_path: Path, agents: Collection, notes: Collection, clock: VirtualClock
):
    async with open_documents("sqlite:", "suite", tmp_path, (agents, notes), clock):
        found = {each.name: each for each in collections_in(tmp_path / "suite.db")}
    assert set(found) == {"agents", "notes"}
    assert set(found["agents"].indexes) == set(agents.indexes)
