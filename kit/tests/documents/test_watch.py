import asyncio

import pytest

from voicera_kit.documents import Collection, DocumentStore, update
from voicera_kit.errors import AlreadyExists
from voicera_kit.feed import SubscriberTooSlow


async def test_changes_of_one_organization_arrive_in_order(
    store: DocumentStore, agents: Collection, notes: Collection
) -> None:
    async with store.watch("org_1", agents) as changes:
        await store.insert("org_2", agents, "agent_1", {})
        await store.insert("org_1", notes, "note_1", {})
        await store.insert("org_1", agents, "agent_1", {"cost": 1})
        await store.replace("org_1", agents, "agent_1", {"cost": 2}, if_revision=1)
        with pytest.raises(AlreadyExists):
            await store.insert("org_1", agents, "agent_1", {})
        await store.delete("org_1", agents, "agent_1")
        seen = [await anext(changes) for _ in range(3)]
    assert [(each.kind, each.document.body) for each in seen] == [
        ("inserted", {"cost": 1}),
        ("replaced", {"cost": 2}),
        ("deleted", {"cost": 2}),
    ]


async def test_a_slow_watcher_is_told_so_and_writers_go_on(store: DocumentStore, agents: Collection) -> None:
    async with store.watch("org_1", agents, capacity=2) as changes:
        for number in range(3):
            await store.insert("org_1", agents, f"agent_{number}", {})
        with pytest.raises(SubscriberTooSlow):
            await anext(changes)


async def test_racing_changes_are_announced_in_order(store: DocumentStore, notes: Collection) -> None:
    async with store.watch("org_1", notes) as changes:
        await store.insert("org_1", notes, "note_1", {"count": 0})
        racers = (
            update(store, "org_1", notes, "note_1", lambda body: {"count": body["count"] + 1})
            for _ in range(6)
        )
        await asyncio.gather(*racers)
        seen = [(await anext(changes)).document for _ in range(7)]
    assert [(each.revision, each.body["count"]) for each in seen] == [(n + 1, n) for n in range(7)]


async def test_watchers_end_with_the_store(store: DocumentStore, agents: Collection) -> None:
    changes = store.watch("org_1", agents)
    await store.close()
    assert [change async for change in changes] == []
