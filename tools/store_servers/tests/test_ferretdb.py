import asyncio
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient, ReturnDocument

from store_servers import running_ferretdb
from store_servers.ferretdb import BINARY, binary

pytestmark = pytest.mark.integration


def test_the_program_is_built_once() -> None:
    assert binary() == BINARY
    built = BINARY.stat().st_mtime_ns
    assert binary().stat().st_mtime_ns == built


async def test_every_command_is_atomic_across_clients(tmp_path: Path) -> None:
    with running_ferretdb(tmp_path) as url:
        async with AsyncMongoClient(url) as one, AsyncMongoClient(url) as other:
            await one["test"]["counters"].insert_one({"_id": "calls", "n": 0})
            increments = (
                client["test"]["counters"].find_one_and_update(
                    {"_id": "calls"}, {"$inc": {"n": 1}}, return_document=ReturnDocument.AFTER
                )
                for client in [one, other] * 20
            )
            counted = [each["n"] for each in await asyncio.gather(*increments)]
    assert sorted(counted) == list(range(1, 41))


async def test_documents_are_there_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        with running_ferretdb(tmp_path) as url:
            async with AsyncMongoClient(url) as client:
                await client["test"]["calls"].insert_one({})
                count = await client["test"]["calls"].count_documents({})
    assert count == 2
