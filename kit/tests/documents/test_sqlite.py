import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import (
    Collection,
    Index,
    Query,
    Sort,
    at_least,
    below,
    equals,
    first,
    open_documents,
)
from voicera_kit.documents.cursor import read_cursor
from voicera_kit.documents.sqlite import SqliteDocuments, reads
from voicera_kit.documents.sqlite.tables import connect
from voicera_kit.errors import ServiceError, Unavailable
from voicera_kit.paging import Page
from voicera_kit.settings import SettingsError

CALLS = Collection("calls")
WRITE_UNTIL_KILLED = """
import asyncio, sys
from pathlib import Path
from voicera_kit.documents import Collection
from voicera_kit.documents.sqlite import SqliteDocuments

async def main():
    store = await SqliteDocuments.open(Path(sys.argv[1]), [Collection("calls")])
    for number in range(1_000_000):
        await store.insert("org_1", Collection("calls"), f"call_{number}", {"n": number})
        print(number, flush=True)

asyncio.run(main())
"""


async def test_acknowledged_documents_survive_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITE_UNTIL_KILLED, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    acknowledged = [int(await process.stdout.readline()) for _ in range(50)]
    process.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in (await process.stdout.read()).splitlines()]
    await process.wait()
    store = await SqliteDocuments.open(path, [CALLS])
    assert await store.count("org_1", CALLS) >= len(acknowledged)
    assert (await store.get("org_1", CALLS, f"call_{acknowledged[-1]}")).body == {"n": acknowledged[-1]}
    await store.close()


async def test_two_processes_worth_of_stores_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    one = await SqliteDocuments.open(path, [CALLS])
    other = await SqliteDocuments.open(path, [CALLS])
    await asyncio.gather(
        *(
            store.insert("org_1", CALLS, f"call_{n}_{id(store)}", {})
            for n in range(50)
            for store in (one, other)
        )
    )
    assert await one.count("org_1", CALLS) == await other.count("org_1", CALLS) == 100
    await one.close()
    await other.close()


async def test_a_new_index_covers_old_documents(tmp_path: Path) -> None:
    async with open_documents("sqlite:", "calls", tmp_path, [CALLS]) as store:
        await store.insert("org_1", CALLS, "call_1", {"agent": {"name": "आशा"}})
    indexed = Collection("calls", indexes=(Index("agent.name", unique=True),))
    async with open_documents("sqlite:", "calls", tmp_path, [indexed]) as store:
        found = await first(store, "org_1", indexed, equals("agent.name", "आशा"))
        assert found is not None
        assert found.id == "call_1"


async def test_listings_are_served_by_an_index(tmp_path: Path) -> None:
    indexed = Collection("calls", indexes=(Index("status", across=True),))
    store = await SqliteDocuments.open(tmp_path / "calls.db", [indexed])
    await store.close()
    connection = sqlite3.connect(tmp_path / "calls.db")
    plan = connection.execute(
        """EXPLAIN QUERY PLAN SELECT id FROM calls WHERE organization_id = ? AND "f.status" = ?
        ORDER BY created_at DESC, id DESC LIMIT 50""",
        ("org_1", "live"),
    ).fetchall()
    claim = connection.execute(
        """EXPLAIN QUERY PLAN SELECT rowid FROM calls WHERE "f.status" = ? AND lease_until <= ?
        ORDER BY lease_until, created_at, id LIMIT 1""",
        ("due", 1),
    ).fetchall()
    connection.close()
    assert "USING" in plan[0][3]
    assert not any("TEMP B-TREE" in step[3] for step in plan)
    assert "calls status across" in claim[0][3]


async def test_driver_words_stay_inside(tmp_path: Path) -> None:
    store = await SqliteDocuments.open(tmp_path / "calls.db", [CALLS])
    with pytest.raises(Unavailable) as caught:
        await store.insert("org_1", Collection("other"), "id", {})
    assert caught.value.message == "the document store is unavailable"
    assert isinstance(caught.value, ServiceError)
    await store.close()


async def test_unknown_engines_are_named_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="VOICERA_DOCUMENTS_URL must begin with one of: mongodb"):
        async with open_documents("postgres://localhost", "calls", tmp_path, [CALLS]):
            pass


async def test_a_file_that_is_no_database_any_more_does_not_answer(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    async with open_documents(f"sqlite:{path}", "suite", tmp_path, [CALLS]) as store:
        await store.ping()
    async with open_documents(f"sqlite:{path}", "suite", tmp_path, [CALLS]) as store:
        path.write_bytes(b"no database " * 1000)
        with pytest.raises(Unavailable):
            await store.ping()


@pytest.mark.parametrize("descending", [False, True])
async def test_a_page_of_a_span_of_time_begins_where_the_one_before_ended(
    tmp_path: Path, *, descending: bool
) -> None:
    """And not where the span begins, whose rows would be passed over again for each page."""
    path, clock = tmp_path / "calls.db", VirtualClock()
    store = await SqliteDocuments.open(path, [CALLS], clock)
    since = clock.now()
    for number in range(100):
        await store.insert("org_1", CALLS, f"call_{number:03}", {})
        await clock.advance(1)
    where = (at_least("created_at", since), below("created_at", clock.now()))
    query = Query(where, Sort(descending=descending), Page(10))
    seen: list[str] = []
    taken: list[int] = []
    while True:
        listing = await store.find("org_1", CALLS, query)
        seen += [document.id for document in listing.items]
        if not listing.next_token:
            break
        query = Query(where, query.sort, Page(10, listing.next_token))
        taken.append(steps_of(path, query))
    await store.close()
    assert max(taken) < 2 * min(taken)
    assert len(set(seen)) == 100
    assert seen == sorted(seen, reverse=descending)


def steps_of(path: Path, query: Query) -> int:
    """Return how many steps SQLite takes for a page."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with closing(connect(path, read_only=True)) as connection:
        connection.set_progress_handler(step, 1)
        reads.find(connection, "org_1", CALLS, query, read_cursor(CALLS, query))
    return steps


async def test_the_index_of_scans_follows_the_fields_that_are_scanned(tmp_path: Path) -> None:
    for start, fields in enumerate((("a",), ("a", "b"), ("a", "b"))):
        collection = Collection("calls", indexes=(Index("a"), Index("b")), scanned=fields)
        async with open_documents("sqlite:", "calls", tmp_path, [collection]) as store:
            await store.insert("org_1", collection, f"call_{start}", {"a": 1, "b": 2})
    with closing(sqlite3.connect(tmp_path / "calls.db")) as connection:
        made = connection.execute("PRAGMA index_info('calls scanned')").fetchall()
        plan = connection.execute(
            'EXPLAIN QUERY PLAN SELECT "f.a" FROM calls WHERE organization_id = ? AND "f.b" IS NULL'
            " ORDER BY created_at, id",
            ("org_1",),
        ).fetchall()
    assert [name for _, _, name in made] == ["organization_id", "created_at", "id", "f.a", "f.b"]
    assert "COVERING INDEX calls scanned" in plan[0][-1]
