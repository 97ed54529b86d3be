"""Values of every kind have one order, whatever keeps them: absent, numbers and booleans, text."""

import math

import pytest

from voicera_kit.documents import (
    Collection,
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
from voicera_kit.errors import AlreadyExists
from voicera_kit.paging import Page

ASCENDING = (
    None,
    -(2**63),
    -3.5,
    -1,
    0,
    2.5,
    2**53,
    float(2**53 + 2),
    2**63 - 1,
    1e300,
    "",
    "\x00",
    "A",
    "A\x00",
    "AA",
    "Z",
    "a",
    "é",
    "अ",
    "क्",
    "\uffff",
    "🙂",
    "\U0010ffff",
)


@pytest.fixture
async def mixed(store: DocumentStore, agents: Collection) -> DocumentStore:
    for number, value in enumerate(ASCENDING):
        await store.insert("org_1", agents, f"{number:02}", {"cost": value})
    return store


async def values(store: DocumentStore, agents: Collection, condition: Condition) -> list[object]:
    query = Query(where=(condition,), sort=Sort("cost"))
    return [each.body["cost"] for each in (await store.find("org_1", agents, query)).items]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("size", [1, 7, 50])
async def test_every_kind_is_sorted_and_paged(
    mixed: DocumentStore, agents: Collection, size: int, *, descending: bool
) -> None:
    seen: list[object] = []
    page = Page(size)
    while True:
        listing = await mixed.find("org_1", agents, Query(sort=Sort("cost", descending), page=page))
        seen += [each.body["cost"] for each in listing.items]
        if not listing.next_token:
            break
        page = Page(size, listing.next_token)
    assert seen == list(reversed(ASCENDING) if descending else ASCENDING)


@pytest.mark.parametrize("limit", [-1, 2.5, 2**53 + 1, math.inf, -math.inf, "", "A\x00", "क", "\U0010ffff"])
async def test_comparisons_cross_kinds_and_leave_absent_values_out(
    mixed: DocumentStore, agents: Collection, limit: float | str
) -> None:
    def rank(value: object) -> tuple[bool, object]:
        return isinstance(value, str), value

    present = [value for value in ASCENDING if value is not None]
    expected = {
        at_least: [value for value in present if rank(value) >= rank(limit)],
        above: [value for value in present if rank(value) > rank(limit)],
        at_most: [value for value in present if rank(value) <= rank(limit)],
        below: [value for value in present if rank(value) < rank(limit)],
        equals: [value for value in present if value == limit],
    }
    for compare, matches in expected.items():
        assert await values(mixed, agents, compare("cost", limit)) == matches


@pytest.mark.parametrize(
    "condition",
    [
        at_least("cost", None),
        above("cost", None),
        at_most("cost", None),
        below("cost", None),
        at_least("cost", math.nan),
        below("cost", math.nan),
        equals("cost", math.nan),
        one_of("cost", (None, math.nan)),
    ],
    ids=str,
)
async def test_nothing_compares_with_what_is_no_value(
    mixed: DocumentStore, agents: Collection, condition: Condition
) -> None:
    assert await values(mixed, agents, condition) == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (starts_with("cost", ""), list(ASCENDING[10:])),
        (starts_with("cost", "A"), ["A", "A\x00", "AA"]),
        (starts_with("cost", "\U0010ffff"), ["\U0010ffff"]),
        (one_of("cost", ("A", 2.5, None, "\x00")), [2.5, "\x00", "A"]),
        (equals("cost", None), [None]),
    ],
    ids=str,
)
async def test_text_is_matched_by_its_characters(
    mixed: DocumentStore, agents: Collection, condition: Condition, expected: list[object]
) -> None:
    assert await values(mixed, agents, condition) == expected


@pytest.mark.parametrize(("one", "same"), [(1, 1.0), (True, 1), (0.0, -0.0), (2**53, float(2**53))])
async def test_equal_numbers_are_one_unique_value(
    store: DocumentStore, agents: Collection, one: float, same: float
) -> None:
    await store.insert("org_1", agents, "agent_1", {"name": one})
    with pytest.raises(AlreadyExists):
        await store.insert("org_1", agents, "agent_2", {"name": same})
    await store.insert("org_1", agents, "agent_3", {"name": str(one)})
    await store.insert("org_2", agents, "agent_1", {"name": same})


async def test_groups_and_measures_cross_kinds(store: DocumentStore, agents: Collection) -> None:
    bodies: tuple[dict[str, object], ...] = (
        {"status": "b", "cost": 2},
        {"status": "b", "cost": "two"},
        {"status": 1, "cost": 1.5, "live": True},
        {"status": 1.0, "cost": 2, "live": True},
        {"status": None, "cost": "x"},
        {"cost": "12 rupees"},
        {"status": "", "cost": None},
    )
    for number, body in enumerate(bodies):
        await store.insert("org_1", agents, f"{number}", body)
    measures = (
        Measure("sum", "cost"),
        Measure("min", "cost"),
        Measure("max", "cost"),
        Measure("sum", "live"),
    )
    assert await store.aggregate("org_1", agents, group_by=("status",), measures=measures) == (
        Group((None,), 2, (None, "12 rupees", "x", None)),
        Group((1,), 2, (3.5, 1.5, 2, 2)),
        Group(("",), 1, (None, None, None, None)),
        Group(("b",), 2, (2, 2, "two", None)),
    )


async def test_groups_may_have_several_keys(store: DocumentStore, agents: Collection) -> None:
    for number, (status, city) in enumerate([("a", "Pune"), ("a", None), ("b", "Pune"), ("a", "Pune")]):
        await store.insert("org_1", agents, f"{number}", {"status": status, "owner": {"city": city}})
    groups = await store.aggregate("org_1", agents, group_by=("status", "owner.city"))
    assert [(each.key, each.count) for each in groups] == [
        (("a", None), 1),
        (("a", "Pune"), 2),
        (("b", "Pune"), 1),
    ]
