from datetime import timedelta

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import (
    Collection,
    Document,
    DocumentStore,
    Group,
    Measure,
    Query,
    Sort,
    above,
    at_least,
    at_most,
    below,
    equals,
    one_of,
    starts_with,
)
from voicera_kit.documents.query import Condition
from voicera_kit.errors import InvalidArgument
from voicera_kit.paging import Page

BODIES = (
    {"name": "Asha", "status": "live", "cost": 1, "live": True, "owner": {"city": "Pune"}},
    {"name": "asha", "status": "draft", "cost": 2.5, "live": False, "owner": {"city": "Puri"}},
    {"name": "Ravi", "status": "live", "cost": 10, "owner": {}},
    {"name": "आशा", "status": "live", "owner": "nobody"},
    {"status": None, "cost": -3},
)


@pytest.fixture
async def filled(store: DocumentStore, agents: Collection, clock: VirtualClock) -> DocumentStore:
    for number, body in enumerate(BODIES):
        await store.insert("org_1", agents, f"agent_{number}", body)
        await clock.advance(1)
    return store


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (equals("status", "live"), "023"),
        (equals("status", None), "4"),
        (equals("cost", 10), "2"),
        (equals("cost", 10.0), "2"),
        (equals("live", value=True), "0"),
        (equals("live", value=False), "1"),
        (equals("id", "agent_2"), "2"),
        (equals("name", "आशा"), "3"),
        (one_of("status", ("draft", "live")), "0123"),
        (one_of("status", ()), ""),
        (at_least("cost", 2.5), "12"),
        (above("cost", 2.5), "2"),
        (at_most("cost", 1), "04"),
        (below("cost", 1), "4"),
        (starts_with("name", "A"), "0"),
        (starts_with("name", "आ"), "3"),
        (starts_with("name", ""), "0123"),
        (starts_with("name", "%"), ""),
        (starts_with("owner.city", "Pu"), "01"),
    ],
    ids=str,
)
async def test_conditions_match(
    filled: DocumentStore, agents: Collection, condition: Condition, expected: str
) -> None:
    found = (await filled.find("org_1", agents, Query(where=(condition,)))).items
    assert numbers(found) == expected
    assert await filled.count("org_1", agents, (condition,)) == len(expected)


async def test_conditions_on_creation_take_moments(
    filled: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    since = clock.now() - timedelta(seconds=2)
    listing = await filled.find("org_1", agents, Query(where=(at_least("created_at", since),)))
    assert numbers(listing.items) == "34"


async def test_every_condition_must_hold(filled: DocumentStore, agents: Collection) -> None:
    where = (equals("status", "live"), at_least("cost", 2))
    assert numbers((await filled.find("org_1", agents, Query(where=where))).items) == "2"


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort(), "01234"),
        (Sort(descending=True), "43210"),
        (Sort("cost"), "34012"),
        (Sort("cost", descending=True), "21043"),
        (Sort("name"), "40213"),
        (Sort("live"), "23410"),
        (Sort("live", descending=True), "01432"),
        (Sort("id", descending=True), "43210"),
    ],
    ids=str,
)
@pytest.mark.parametrize("size", [1, 2, 50])
async def test_pages_of_every_size_give_the_whole_order(
    filled: DocumentStore, agents: Collection, sort: Sort, expected: str, size: int
) -> None:
    assert numbers(await pages(filled, agents, sort, size)) == expected


async def test_inserts_between_pages_neither_repeat_nor_hide(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    for number in range(10):
        await store.insert("org_1", agents, f"agent_{number}", {"cost": number * 10})
        await clock.advance(1)
    seen: list[Document] = []
    page = Page(3)
    while True:
        listing = await store.find("org_1", agents, Query(sort=Sort("cost"), page=page))
        seen += listing.items
        await store.insert("org_1", agents, f"early_{len(seen)}", {"cost": -len(seen)})
        if not listing.next_token:
            break
        page = Page(3, listing.next_token)
    assert numbers(seen) == "0123456789"


async def test_equal_values_in_the_same_moment_are_paged_by_id(
    store: DocumentStore, agents: Collection
) -> None:
    for number in (3, 1, 2, 0):
        await store.insert("org_1", agents, f"agent_{number}", {"status": "live"})
    assert numbers(await pages(store, agents, Sort("status"), 1)) == "0123"


@pytest.mark.parametrize(
    "token", ["nonsense", "bnVsbA", "W10", "⚡", "WzEsImFnZW50cyBjcmVhdGVkX2F0IHVwIiwxLDIsM10"]
)
async def test_bad_page_tokens_are_refused_by_name(
    store: DocumentStore, agents: Collection, token: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await store.find("org_1", agents, Query(page=Page(5, token)))
    assert caught.value.violations[0].field == "page_token"


async def test_a_token_of_another_order_is_refused(filled: DocumentStore, agents: Collection) -> None:
    token = (await filled.find("org_1", agents, Query(page=Page(1)))).next_token
    with pytest.raises(InvalidArgument):
        await filled.find("org_1", agents, Query(sort=Sort("cost"), page=Page(1, token)))


async def test_searching_without_an_index_is_a_defect(store: DocumentStore, agents: Collection) -> None:
    for query in (Query(where=(equals("color", "red"),)), Query(sort=Sort("color"))):
        with pytest.raises(ValueError, match="no index on color"):
            await store.find("org_1", agents, query)
    with pytest.raises(ValueError, match="no index on color"):
        await store.aggregate("org_1", agents, group_by=("color",))


async def test_indexed_fields_hold_scalars(store: DocumentStore, agents: Collection) -> None:
    with pytest.raises(ValueError, match="status is indexed"):
        await store.insert("org_1", agents, "agent_1", {"status": ["live"]})


async def test_groups_are_counted_and_measured(filled: DocumentStore, agents: Collection) -> None:
    measures = (Measure("sum", "cost"), Measure("min", "cost"), Measure("max", "name"))
    groups = await filled.aggregate("org_1", agents, group_by=("status",), measures=measures)
    assert groups == (
        Group((None,), 1, (-3, -3, None)),
        Group(("draft",), 1, (2.5, 2.5, "asha")),
        Group(("live",), 3, (11, 1, "आशा")),
    )


async def test_without_group_by_everything_is_one_group(filled: DocumentStore, agents: Collection) -> None:
    total = await filled.aggregate(
        "org_1", agents, where=(equals("status", "live"),), measures=(Measure("sum", "cost"),)
    )
    assert total == (Group((), 3, (11,)),)
    assert await filled.aggregate("org_9", agents, measures=(Measure("sum", "cost"),)) == (
        Group((), 0, (None,)),
    )


def numbers(documents: tuple[Document, ...] | list[Document]) -> str:
    return "".join(document.id.removeprefix("agent_") for document in documents)


async def pages(store: DocumentStore, collection: Collection, sort: Sort, size: int) -> list[Document]:
    found: list[Document] = []
    page = Page(size)
    while True:
        listing = await store.find("org_1", collection, Query(sort=sort, page=page))
        found += listing.items
        if not listing.next_token:
            return found
        page = Page(size, listing.next_token)
