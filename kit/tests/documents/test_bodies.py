"""Bodies come back as they went in."""

import asyncio
from pathlib import Path

import pytest

from voicera_kit.documents import Collection, DocumentStore, equals, first, open_documents
from voicera_kit.documents.model import MAX_BODY_BYTES
from voicera_kit.errors import InvalidArgument

ODD_KEYS = {
    "": 1,
    "$where": "sleep(1000)",
    "$set": {"o": "org_2"},
    "a.b": {"c.d": None},
    "a\x00b": "\x00",
    "_id": "x",
    "नाम": "आशा",
    "i": {"name": "z"},
}


async def test_keys_may_be_anything(store: DocumentStore, notes: Collection) -> None:
    await store.insert("org_1", notes, "note_1", ODD_KEYS)
    assert (await store.get("org_1", notes, "note_1")).body == ODD_KEYS
    replaced = await store.replace("org_1", notes, "note_1", {"$inc": ODD_KEYS}, if_revision=1)
    assert (await store.get("org_1", notes, "note_1")) == replaced
    assert replaced.body == {"$inc": ODD_KEYS}


async def test_keys_beside_indexed_ones_may_be_anything(store: DocumentStore, agents: Collection) -> None:
    body = {**ODD_KEYS, "name": "$where", "owner": {"city": "{$gt: ''}", "$city": 1, "city.": 2}}
    await store.insert("org_1", agents, "agent_1", body)
    found = await first(store, "org_1", agents, equals("name", "$where"), equals("owner.city", "{$gt: ''}"))
    assert found is not None
    assert found.body == body


async def test_numbers_stay_what_they_were(store: DocumentStore, notes: Collection) -> None:
    body = {"n": [1, 1.0, 2**80, -(2**63), 5e-324, 1.7976931348623157e308, 0.1 + 0.2], "yes": True}
    await store.insert("org_1", notes, "note_1", body)
    kept = (await store.get("org_1", notes, "note_1")).body
    assert kept == body
    assert [type(each) for each in kept["n"]] == [int, float, int, int, float, float, float]
    assert kept["yes"] is True


async def test_deep_bodies_are_kept(store: DocumentStore, notes: Collection) -> None:
    body: dict[str, object] = {}
    for _ in range(300):
        body = {"in": body}
    await store.insert("org_1", notes, "note_1", body)
    assert (await store.get("org_1", notes, "note_1")).body == body


async def test_the_largest_document_is_kept(store: DocumentStore, agents: Collection) -> None:
    body = {"name": "Asha", "status": "live", "text": ""}
    body["text"] = "x" * (MAX_BODY_BYTES - len('{"name":"Asha","status":"live","text":""}'))
    await store.insert("org_1", agents, "agent_1", body)
    kept = await store.get("org_1", agents, "agent_1")
    assert len(kept.body["text"]) == len(body["text"])
    replaced = await store.replace("org_1", agents, "agent_1", body, if_revision=1)
    assert replaced.revision == 2


async def test_long_unique_texts_are_told_apart_by_their_ends(
    store: DocumentStore, agents: Collection
) -> None:
    for end in "ab":
        await store.insert("org_1", agents, f"agent_{end}", {"name": "x" * 10_000 + end})
    found = await first(store, "org_1", agents, equals("name", "x" * 10_000 + "b"))
    assert found is not None
    assert found.id == "agent_b"


@pytest.mark.parametrize("times", [20])
async def test_a_writer_who_was_cancelled_is_still_seen_to_have_written(
    store: DocumentStore, agents: Collection, times: int
) -> None:
    async with store.watch("org_1", agents) as changes:
        for number in range(times):
            writer = asyncio.create_task(store.insert("org_1", agents, f"agent_{number}", {}))
            await asyncio.sleep(0.0005 * number)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        await store.insert("org_1", agents, "agent_last", {})
        announced = set()
        while "agent_last" not in announced:
            announced.add((await anext(changes)).document.id)
        await asyncio.sleep(0.2)
        kept = {each.id for each in (await store.find("org_1", agents)).items}
    assert announced == kept


@pytest.mark.integration
async def test_what_is_too_large_with_its_indexed_texts_is_refused_in_mongodb(
    mongodb: str, agents: Collection, tmp_path: Path
) -> None:
    async with open_documents(mongodb, "suite", tmp_path, [agents]) as store:
        with pytest.raises(InvalidArgument) as caught:
            await store.insert("org_1", agents, "agent_1", {"name": "x" * 9_000_000})
        assert caught.value.violations[0].field == "body"
        await store.insert("org_1", agents, "agent_1", {"name": "x"})
