import asyncio

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import EVERY_ORGANIZATION, Collection, DocumentStore, equals, first, update
from voicera_kit.errors import (
    AlreadyExists,
    InvalidArgument,
    NotFound,
    RevisionConflict,
    ServiceError,
)

HOSTILE = ["'; DROP TABLE agents; --", '"', "%", "_", "$.name", "a\x00b", "नमस्ते 🙏🏽", "\\", "{}", ""]


async def test_inserted_document_is_read_back(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    body = {"name": "Asha", "deep": {"list": [1, 2.5, None, True, {"a": "b"}]}}
    inserted = await store.insert("org_1", agents, "agent_1", body)
    assert inserted == await store.get("org_1", agents, "agent_1")
    assert (inserted.body, inserted.revision, inserted.created_at) == (body, 1, clock.now())


async def test_missing_document_is_not_found_by_its_kind(store: DocumentStore, agents: Collection) -> None:
    with pytest.raises(NotFound) as caught:
        await store.get("org_1", agents, "agent_1")
    assert caught.value.metadata == {"kind": "agent", "id": "agent_1"}


async def test_other_organizations_cannot_reach_a_document(store: DocumentStore, agents: Collection) -> None:
    await store.insert("org_1", agents, "agent_1", {"name": "Asha"})
    for attempt in (
        store.get("org_2", agents, "agent_1"),
        store.replace("org_2", agents, "agent_1", {}, if_revision=1),
        store.delete("org_2", agents, "agent_1"),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await store.find("org_2", agents)).items == ()
    assert await store.claim("org_2", agents, (), owner="me", lease_s=9) is None
    await store.insert("org_2", agents, "agent_1", {"name": "Asha"})


@pytest.mark.parametrize("organization_id", ["", EVERY_ORGANIZATION])
async def test_calls_without_one_organization_are_defects(
    store: DocumentStore, agents: Collection, organization_id: str
) -> None:
    with pytest.raises(ValueError, match="one organization"):
        await store.find(organization_id, agents)


async def test_taken_id_and_taken_unique_value_are_told_apart(
    store: DocumentStore, agents: Collection
) -> None:
    await store.insert("org_1", agents, "agent_1", {"name": "Asha"})
    with pytest.raises(AlreadyExists) as same_id:
        await store.insert("org_1", agents, "agent_1", {"name": "Ravi"})
    with pytest.raises(AlreadyExists) as same_name:
        await store.insert("org_1", agents, "agent_2", {"name": "Asha"})
    assert "field" not in same_id.value.metadata
    assert same_name.value.metadata["field"] == "name"


async def test_replace_cannot_take_a_unique_value(store: DocumentStore, agents: Collection) -> None:
    await store.insert("org_1", agents, "agent_1", {"name": "Asha"})
    other = await store.insert("org_1", agents, "agent_2", {"name": "Ravi"})
    with pytest.raises(AlreadyExists):
        await store.replace("org_1", agents, "agent_2", {"name": "Asha"}, if_revision=other.revision)


async def test_absent_unique_values_do_not_collide(store: DocumentStore, agents: Collection) -> None:
    await store.insert("org_1", agents, "agent_1", {})
    await store.insert("org_1", agents, "agent_2", {"name": None})


async def test_replace_changes_the_body_and_the_indexes(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    before = await store.insert("org_1", agents, "agent_1", {"name": "Asha"})
    await clock.advance(5)
    after = await store.replace("org_1", agents, "agent_1", {"name": "Ravi"}, if_revision=1)
    assert (after.revision, after.created_at) == (2, before.created_at)
    assert (after.updated_at - before.updated_at).total_seconds() == 5
    assert await first(store, "org_1", agents, equals("name", "Asha")) is None
    assert await first(store, "org_1", agents, equals("name", "Ravi")) == after


async def test_replace_of_an_older_revision_conflicts(store: DocumentStore, agents: Collection) -> None:
    await store.insert("org_1", agents, "agent_1", {"cost": 1})
    await store.replace("org_1", agents, "agent_1", {"cost": 2}, if_revision=1)
    with pytest.raises(RevisionConflict):
        await store.replace("org_1", agents, "agent_1", {"cost": 3}, if_revision=1)
    with pytest.raises(RevisionConflict):
        await store.delete("org_1", agents, "agent_1", if_revision=1)
    await store.delete("org_1", agents, "agent_1", if_revision=2)
    with pytest.raises(NotFound):
        await store.delete("org_1", agents, "agent_1")


async def test_one_of_a_hundred_writers_wins(store: DocumentStore, agents: Collection) -> None:
    await store.insert("org_1", agents, "agent_1", {"cost": -1})
    outcomes = await asyncio.gather(
        *(store.replace("org_1", agents, "agent_1", {"cost": n}, if_revision=1) for n in range(100)),
        return_exceptions=True,
    )
    winners = [each for each in outcomes if not isinstance(each, BaseException)]
    assert len(winners) == 1
    assert sum(isinstance(each, RevisionConflict) for each in outcomes) == 99
    assert await store.get("org_1", agents, "agent_1") == winners[0]


async def test_one_of_a_hundred_inserters_of_a_unique_value_wins(
    store: DocumentStore, agents: Collection
) -> None:
    outcomes = await asyncio.gather(
        *(store.insert("org_1", agents, f"agent_{n}", {"name": "Asha"}) for n in range(100)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, AlreadyExists) for each in outcomes) == 99
    assert await store.count("org_1", agents) == 1


async def test_updates_that_race_are_all_kept(store: DocumentStore, notes: Collection) -> None:
    await store.insert("org_1", notes, "note_1", {"count": 0})
    await asyncio.gather(
        *(
            update(store, "org_1", notes, "note_1", lambda body: {"count": body["count"] + 1})
            for _ in range(8)
        )
    )
    assert (await store.get("org_1", notes, "note_1")).body == {"count": 8}


@pytest.mark.parametrize("text", HOSTILE)
async def test_text_that_looks_like_code_is_text(store: DocumentStore, agents: Collection, text: str) -> None:
    identity = f"id {text}"
    await store.insert("org_1", agents, identity, {"name": text, "owner": {"city": text}})
    assert (await store.get("org_1", agents, identity)).body["name"] == text
    found = await first(store, "org_1", agents, equals("name", text), equals("owner.city", text))
    assert found is not None
    assert found.id == identity
    assert await first(store, text or "org_2", agents, equals("name", text)) is None


async def test_large_documents_are_kept_whole(store: DocumentStore, notes: Collection) -> None:
    body = {"text": "नमस्ते " * 100_000}
    await store.insert("org_1", notes, "note_1", body)
    assert (await store.get("org_1", notes, "note_1")).body == body


async def test_too_large_documents_are_refused(store: DocumentStore, notes: Collection) -> None:
    with pytest.raises(InvalidArgument):
        await store.insert("org_1", notes, "note_1", {"text": "x" * 16_000_000})


@pytest.mark.parametrize("value", [2**80, "\ud800"])
async def test_values_no_engine_can_index_are_refused(
    store: DocumentStore, agents: Collection, value: object
) -> None:
    with pytest.raises(ServiceError):
        await store.insert("org_1", agents, "agent_1", {"cost": value})
    await store.insert("org_1", agents, "agent_1", {"cost": 1})


async def test_a_failed_write_leaves_its_neighbours_in_the_batch_alone(
    store: DocumentStore, agents: Collection
) -> None:
    await store.insert("org_1", agents, "agent_0", {"name": "Asha"})
    outcomes = await asyncio.gather(
        *(
            store.insert("org_1", agents, f"agent_{n}", {"name": "Asha" if n % 2 else f"Ravi {n}"})
            for n in range(1, 21)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(each, AlreadyExists) for each in outcomes) == 10
    assert await store.count("org_1", agents) == 11


async def test_a_cancelled_writer_does_not_stop_the_others(store: DocumentStore, agents: Collection) -> None:
    tasks = [asyncio.create_task(store.insert("org_1", agents, f"agent_{n}", {})) for n in range(10)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(each, asyncio.CancelledError) for each in outcomes) == 1
    assert await store.count("org_1", agents) >= 9
