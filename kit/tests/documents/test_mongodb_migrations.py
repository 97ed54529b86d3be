"""Databases follow what the collections declare, whoever starts first, and serve nobody before."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from voicera_kit.documents import (
    Collection,
    Index,
    Migrated,
    equals,
    first,
    migrate,
    open_documents,
)
from voicera_kit.errors import AlreadyExists
from voicera_kit.settings import SettingsError

pytestmark = pytest.mark.integration

BARE = Collection("agents", kind="agent")
INDEXED = Collection("agents", indexes=(Index("name", unique=True), Index("owner.city", across=True)))
LEASE = "lease"


@pytest.fixture
async def database(mongodb: str) -> AsyncIterator[AsyncDatabase]:
    client: AsyncMongoClient = AsyncMongoClient(mongodb)
    yield client[f"{urlsplit(mongodb).path.strip('/')}_suite"]
    await client.close()


async def fill(url: str, data_dir: Path, bodies: list[dict[str, object]], *collections: Collection) -> None:
    async with open_documents(url, "suite", data_dir, collections) as store:
        for number, body in enumerate(bodies):
            await store.insert("org_1", collections[0], f"agent_{number}", body)


async def test_a_store_that_is_not_migrated_does_not_open(mongodb: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"not migrated \(agents\).*VOICERA_MIGRATE=on_start"):
        async with open_documents(mongodb, "suite", tmp_path, [BARE], migrates=False):
            pass
    await migrate(mongodb, "suite", tmp_path, [BARE])
    async with open_documents(mongodb, "suite", tmp_path, [BARE], migrates=False) as store:
        await store.insert("org_1", BARE, "agent_1", {})
    with pytest.raises(SettingsError, match="not migrated"):
        async with open_documents(mongodb, "suite", tmp_path, [INDEXED], migrates=False):
            pass


async def test_new_indexes_cover_old_documents(mongodb: str, tmp_path: Path, database: AsyncDatabase) -> None:
    bodies = [{"name": f"name {n}", "owner": {"city": f"{n % 3}"}} for n in range(120)]
    await fill(mongodb, tmp_path, bodies, BARE)
    async with open_documents(mongodb, "suite", tmp_path, [INDEXED]) as store:
        assert await store.count("org_1", INDEXED, (equals("owner.city", "2"),)) == 40
        with pytest.raises(AlreadyExists) as caught:
            await store.insert("org_1", INDEXED, "agent_new", {"name": "name 7"})
        assert caught.value.metadata["field"] == "name"
        assert (await store.get("org_1", INDEXED, "agent_7")).revision == 1
    keys = {name: [each for each, _ in index["key"]] for name, index in await described(database)}
    assert keys == {
        "_id_": ["_id"],
        "id": ["o", "d"],
        "created_at": ["o", "c", "d"],
        "fingerprint": ["f"],
        "name": ["o", "i.name", "c", "d"],
        "name unique": ["q.name"],
        "owner.city": ["o", "i.owner-city", "c", "d"],
        "owner.city across": ["i.owner-city", "lu", "c", "d"],
    }


async def test_the_index_of_scans_follows_the_fields_that_are_scanned(
    mongodb: str, tmp_path: Path, database: AsyncDatabase
) -> None:
    for fields in (("name",), ("name", "owner.city")):
        indexes = (Index("name"), Index("owner.city"))
        await migrate(mongodb, "suite", tmp_path, [Collection("agents", indexes=indexes, scanned=fields)])
    (scanned,) = [index["key"] for name, index in await described(database) if name == "scanned"]
    assert [each for each, _ in scanned] == ["o", "c", "d", "i.name", "i.owner-city"]


async def test_repeated_values_stop_the_start_with_the_field(mongodb: str, tmp_path: Path) -> None:
    await fill(mongodb, tmp_path, [{"name": "Asha"}, {"name": "Asha"}], BARE)
    with pytest.raises(SettingsError) as caught:
        async with open_documents(mongodb, "suite", tmp_path, [INDEXED]):
            pass
    assert str(caught.value) == "documents of agents repeat a value of name"
    async with open_documents(mongodb, "suite", tmp_path, [BARE]) as store:
        await store.delete("org_1", BARE, "agent_1")
    await migrate(mongodb, "suite", tmp_path, [INDEXED])


async def test_values_that_cannot_be_indexed_stop_the_start(mongodb: str, tmp_path: Path) -> None:
    await fill(mongodb, tmp_path, [{"name": ["Asha"]}], BARE)
    with pytest.raises(SettingsError, match="an old document of agents does not fit: name is indexed"):
        await migrate(mongodb, "suite", tmp_path, [INDEXED])


async def test_what_an_older_replica_wrote_meanwhile_is_taken_at_the_next_start(
    mongodb: str, tmp_path: Path
) -> None:
    async with open_documents(mongodb, "suite", tmp_path, [BARE]) as old:
        await old.insert("org_1", BARE, "agent_1", {"name": "Asha"})
        assert await migrate(mongodb, "suite", tmp_path, [INDEXED]) == Migrated(("agents",), 1)
        await old.replace("org_1", BARE, "agent_1", {"name": "Ravi"}, if_revision=1)
        for number in (2, 3):
            await old.insert("org_1", BARE, f"agent_{number}", {"name": f"name {number}"})
    async with open_documents(mongodb, "suite", tmp_path, [INDEXED]) as store:
        for name, identity in (("Ravi", "agent_1"), ("name 3", "agent_3")):
            found = await first(store, "org_1", INDEXED, equals("name", name))
            assert found is not None
            assert found.id == identity


async def test_many_replicas_may_start_at_once(mongodb: str, tmp_path: Path, database: AsyncDatabase) -> None:
    await fill(mongodb, tmp_path, [{"name": f"name {n}"} for n in range(60)], BARE)
    await asyncio.gather(*(migrate(mongodb, "suite", tmp_path, [INDEXED]) for _ in range(6)))
    applied = await database["_migrations"].find({"_id": {"$ne": LEASE}}).to_list()
    assert len(applied) == 2
    async with open_documents(mongodb, "suite", tmp_path, [INDEXED], migrates=False) as store:
        assert await first(store, "org_1", INDEXED, equals("name", "name 59")) is not None


async def test_one_replica_migrates_while_the_others_wait(
    mongodb: str, tmp_path: Path, database: AsyncDatabase
) -> None:
    held_s = 1.0
    until_us = int((time.time() + held_s) * 1e6)
    await database["_migrations"].insert_one({"_id": LEASE, "owner": "killed", "until_us": until_us})
    started = time.monotonic()
    await migrate(mongodb, "suite", tmp_path, [INDEXED])
    assert time.monotonic() - started > held_s * 0.9


async def test_databases_are_named_after_the_service_and_the_path(
    mongodb_server: str, tmp_path: Path
) -> None:
    server, _, _ = mongodb_server.partition("?")
    async with open_documents(server, "naming", tmp_path, [BARE]), AsyncMongoClient(server) as client:
        assert "voicera_naming" in await client.list_database_names()
        await client.drop_database("voicera_naming")
    async with (
        open_documents(f"{server}acme", "naming", tmp_path, [BARE]),
        AsyncMongoClient(server) as client,
    ):
        assert "acme_naming" in await client.list_database_names()
        await client.drop_database("acme_naming")


async def test_replicas_share_revisions_unique_values_and_leases(mongodb: str, tmp_path: Path) -> None:
    async with (
        open_documents(mongodb, "suite", tmp_path, [INDEXED]) as one,
        open_documents(mongodb, "suite", tmp_path, [INDEXED]) as other,
    ):
        await one.insert("org_1", INDEXED, "agent_1", {"name": "Asha"})
        racers = [one, other] * 10
        replaced = [each.replace("org_1", INDEXED, "agent_1", {}, if_revision=1) for each in racers]
        assert await winners(replaced) == 1
        inserted = [
            each.insert("org_1", INDEXED, f"new_{n}", {"name": "Ravi"}) for n, each in enumerate(racers)
        ]
        assert await winners(inserted) == 1
        claims = (each.claim("org_1", INDEXED, (), owner=f"{n}", lease_s=9) for n, each in enumerate(racers))
        claimed = [each.id for each in await asyncio.gather(*claims) if each]
        assert len(claimed) == len(set(claimed)) == 2


async def winners(attempts: Sequence[Awaitable[object]]) -> int:
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    return sum(not isinstance(each, BaseException) for each in outcomes)


async def described(database: AsyncDatabase) -> list[tuple[str, dict]]:
    return list((await database["agents"].index_information()).items())
