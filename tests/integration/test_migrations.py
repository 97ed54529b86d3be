"""A service refuses a database that was not migrated, and VOICERA_MIGRATE decides whether it migrates it itself."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient

from store_servers import running_ferretdb
from voicera_kit.settings import child_environment

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def mongodb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_ferretdb(tmp_path_factory.mktemp("ferretdb")) as url:
        yield url


async def start(service: str, mongodb: str, data_dir: Path, migrate: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"voicera_{service}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=child_environment({
            "VOICERA_DOCUMENTS_URL": mongodb,
            "VOICERA_DATA_DIR": str(data_dir),
            "VOICERA_MIGRATE": migrate,
        }),
    )


@pytest.mark.parametrize("service", ["auth", "agents", "media"])
async def test_a_service_migrates_only_if_it_may(service: str, mongodb: str, tmp_path: Path) -> None:
    refused = await start(service, mongodb, tmp_path, "ahead")
    _, said = await asyncio.wait_for(refused.communicate(), 60)
    assert refused.returncode == 2
    assert b"the document store is not migrated" in said
    assert b"Traceback" not in said
    serving = await start(service, mongodb, tmp_path, "on_start")
    try:
        await asyncio.wait_for(migrated(mongodb, service), 60)
        assert serving.returncode is None
    finally:
        serving.terminate()
        await asyncio.wait_for(serving.communicate(), 60)


async def migrated(mongodb: str, service: str) -> None:
    async with AsyncMongoClient(mongodb) as client:
        records = client[f"voicera_{service}"]["_migrations"]
        while not await records.find_one({"applied_us": {"$gt": 0}}):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.2)


async def run_command(service: str, documents_url: str, data_dir: Path) -> str:
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"voicera_{service}",
        "migrate",
        stdout=asyncio.subprocess.PIPE,
        env=child_environment({"VOICERA_DOCUMENTS_URL": documents_url, "VOICERA_DATA_DIR": str(data_dir)}),
    )
    said, _ = await asyncio.wait_for(command.communicate(), 60)
    assert command.returncode == 0
    return said.decode().strip()


@pytest.mark.parametrize("service", ["auth", "agents", "media"])
async def test_the_command_migrates_and_says_so(service: str, mongodb: str, tmp_path: Path) -> None:
    server, _, options = mongodb.partition("?")
    ours = f"{server.rstrip('/')}/commanded?{options}"
    said = await run_command(service, ours, tmp_path)
    assert said.startswith(f"{service}: migrated ")
    assert "sealing_keys" in said
    assert await run_command(service, ours, tmp_path) == f"{service}: nothing to migrate"
