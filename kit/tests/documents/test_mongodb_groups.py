"""The pipeline gives the same groups as SQLite; FerretDB lacks its operators, so another implementation runs it."""

import itertools
import random
from pathlib import Path

import mongomock
import pytest

from voicera_kit.documents import Collection, Measure, at_least, equals, open_documents, starts_with
from voicera_kit.documents.mongodb.filters import all_of, matching
from voicera_kit.documents.mongodb.groups import groups_of, pipeline
from voicera_kit.documents.mongodb.layout import indexed

# The implementation cannot compare numbers with text, as servers can: what mixes them is summed only.
MEASURES = (
    Measure("sum", "cost"),
    *(Measure(function, "live") for function in ("sum", "min", "max")),
    *(Measure(function, "name") for function in ("sum", "min", "max")),
)
NUMBERS = (None, None, 1, 1.0, -2, 2.5, True, False, 2**40)
MIXED = (*NUMBERS, "", "a", "12", "आशा")


@pytest.mark.parametrize("group_by", [(), ("status",), ("status", "live"), ("cost",)], ids=str)
@pytest.mark.parametrize(
    "where", [(), (equals("status", "a"),), (at_least("cost", 0), starts_with("name", ""))]
)
async def test_the_pipeline_groups_as_sqlite_does(
    tmp_path: Path, agents: Collection, group_by: tuple[str, ...], where: tuple
) -> None:
    choose = random.Random(7)
    names = (f"name {number}" for number in itertools.count())
    bodies = [
        {"status": choose.choice(MIXED), "cost": choose.choice(MIXED), "live": choose.choice(NUMBERS)}
        | ({"name": next(names)} if choose.random() < 0.7 else {})
        for _ in range(60)
    ]
    server = mongomock.MongoClient()["suite"]["agents"]
    async with open_documents("sqlite:", "suite", tmp_path, (agents,)) as store:
        for number, body in enumerate(bodies):
            await store.insert("org_1", agents, f"agent_{number}", body)
            server.insert_one({"o": "org_1", "d": f"agent_{number}", **indexed(agents, "org_1", body)})
        expected = await store.aggregate("org_1", agents, where=where, group_by=group_by, measures=MEASURES)
    rows = server.aggregate(pipeline(all_of(matching("org_1", agents, where)), group_by, MEASURES))
    assert groups_of(rows, group_by, MEASURES) == expected
