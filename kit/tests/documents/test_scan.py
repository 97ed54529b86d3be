"""Values are read without bodies, all of them once; alternatives, derived values and values without an order."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import (
    Body,
    Collection,
    Document,
    DocumentStore,
    Group,
    Index,
    Measure,
    Query,
    Sort,
    at_least,
    below,
    either,
    equals,
    open_documents,
)
from voicera_kit.documents.values import microseconds

BARE = Collection("calls", indexes=(Index("state"),))


def seconds_of(body: Body) -> int | None:
    return body["ended"] - body["began"] if "ended" in body else None


MEASURED = Collection(
    "calls", indexes=(Index("state"), Index("seconds", ordered=False, derived=seconds_of), Index("ended"))
)


async def scanned(store: DocumentStore, collection: Collection, fields: Any, *where: Any) -> list[Any]:
    return [row async for block in store.scan("org_1", collection, fields, where) for row in block]


async def test_every_document_is_scanned_once_in_blocks(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    for first in range(0, 4500, 500):
        bodies = [{"cost": number, "owner": {"city": "Pune"}} for number in range(first, first + 500)]
        await store.load(agents, [_document(body, clock) for body in bodies])
    blocks = [block async for block in store.scan("org_1", agents, ("cost", "owner.city", "name"))]
    rows = [row for block in blocks for row in block]
    assert max(len(block) for block in blocks) < 4500
    assert sorted(rows) == [(number, "Pune", None) for number in range(4500)]


async def test_a_scan_keeps_to_its_conditions_and_its_organization(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    for number in range(4):
        await store.insert("org_1", agents, f"agent_{number}", {"cost": number})
        await clock.advance(1)
    await store.insert("org_2", agents, "agent_9", {"cost": 9})
    since = clock.now() - timedelta(seconds=2)
    rows = await scanned(store, agents, ("cost", "created_at"), at_least("created_at", since))
    assert sorted(rows) == [(2, microseconds(since)), (3, microseconds(since + timedelta(seconds=1)))]
    assert await scanned(store, agents, ("cost",), equals("status", "live")) == []


async def test_scanning_without_an_index_is_a_defect(store: DocumentStore, agents: Collection) -> None:
    with pytest.raises(ValueError, match="no index on color"):
        await scanned(store, agents, ("color",))


async def test_one_alternative_is_enough_and_all_of_it_is_needed(
    store: DocumentStore, agents: Collection
) -> None:
    bodies = [("live", 1), ("live", 5), ("draft", 1), ("old", 9), ("old", 1)]
    for number, (status, cost) in enumerate(bodies):
        await store.insert("org_1", agents, f"agent_{number}", {"status": status, "cost": cost})
    choice = either((equals("status", "live"), at_least("cost", 2)), equals("status", "draft"))
    for where, expected in (((choice,), [1, 2]), ((choice, below("cost", 3)), [2])):
        found = await store.find("org_1", agents, Query(where))
        assert [document.id for document in found.items] == [f"agent_{number}" for number in expected]
        assert await store.count("org_1", agents, where) == len(expected)
    with pytest.raises(ValueError, match="nothing to choose from"):
        either()


async def test_alternatives_are_paged_in_order(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    for number in range(9):
        await store.insert("org_1", agents, f"agent_{number}", {"status": "abc"[number % 3], "cost": number})
        await clock.advance(1)
    query = Query((either(equals("status", "a"), equals("cost", 4)),), Sort("cost", descending=True))
    seen: list[str] = []
    while True:
        listing = await store.find("org_1", agents, query)
        seen += [document.id for document in listing.items]
        if not listing.next_token:
            break
        query = Query(query.where, query.sort, type(query.page)(1, listing.next_token))
    assert seen == ["agent_6", "agent_4", "agent_3", "agent_0"]


async def test_derived_values_of_old_and_new_documents_are_filtered_and_measured(
    url: str, tmp_path: Path
) -> None:
    async with open_documents(url, "derived", tmp_path, [BARE]) as store:
        await store.insert("org_1", BARE, "call_1", {"state": "over", "began": 1, "ended": 4})
        await store.insert("org_1", BARE, "call_2", {"state": "on", "began": 1})
    async with open_documents(url, "derived", tmp_path, [MEASURED]) as store:
        await store.insert("org_1", MEASURED, "call_3", {"state": "over", "began": 5, "ended": 7})
        second = await store.get("org_1", MEASURED, "call_2")
        await store.replace(
            "org_1", MEASURED, "call_2", {**second.body, "ended": 11}, if_revision=second.revision
        )
        assert sorted(await scanned(store, MEASURED, ("seconds",))) == [(2,), (3,), (10,)]
        assert await scanned(store, MEASURED, ("id",), at_least("seconds", 4)) == [("call_2",)]
        total = await store.aggregate("org_1", MEASURED, measures=(Measure("sum", "seconds"),))
        assert total == (Group((), 3, (15,)),)


def is_trial(body: Body) -> bool | None:
    return body.get("revision") == 0 or None


SCANNED = Collection("calls", indexes=(Index("state"),), scanned=("state",))
MARKED = Collection(
    "calls",
    indexes=(Index("state"), Index("is_trial", ordered=False, derived=is_trial)),
    scanned=("state", "is_trial"),
)


async def test_what_is_marked_is_left_out_of_scans_and_lists_and_what_is_older_than_the_mark_is_judged_too(
    url: str, tmp_path: Path
) -> None:
    async with open_documents(url, "marked", tmp_path, [SCANNED]) as store:
        for id_, body in (("old", {}), ("old_trial", {"revision": 0}), ("old_real", {"revision": 4})):
            await store.insert("org_1", SCANNED, id_, {"state": "over", **body})
    async with open_documents(url, "marked", tmp_path, [MARKED]) as store:
        await store.insert("org_1", MARKED, "trial", {"state": "over", "revision": 0})
        await store.insert("org_1", MARKED, "real", {"state": "on", "revision": 1})
        for mark, expected in ((None, ["old", "old_real", "real"]), (True, ["old_trial", "trial"])):
            where = (equals("is_trial", mark),)
            assert sorted(await scanned(store, MARKED, ("id",), *where)) == [(each,) for each in expected]
            assert await store.count("org_1", MARKED, where) == len(expected)
            found = await store.find("org_1", MARKED, Query(where))
            assert sorted(each.id for each in found.items) == expected


async def test_what_keeps_no_order_is_not_sorted_by(tmp_path: Path) -> None:
    async with open_documents("sqlite:", "derived", tmp_path, [MEASURED]) as store:
        with pytest.raises(ValueError, match="no order of seconds"):
            await store.find("org_1", MEASURED, Query(sort=Sort("seconds")))
    with pytest.raises(ValueError, match="must be ordered"):
        Index("seconds", unique=True, ordered=False)


def _document(body: Any, clock: VirtualClock) -> Document:
    return Document(f"agent_{body['cost']:05}", "org_1", 1, body, clock.now(), clock.now())
