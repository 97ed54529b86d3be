"""Runs the suite once per engine; a new engine is one more line.

The integration tests start FerretDB, or use the server VOICERA_TEST_MONGODB_URL names: each in databases of its own.
"""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from store_servers.ferretdb import running_ferretdb
from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, DocumentStore, Index, open_documents

ENGINES = ("sqlite:", pytest.param("mongodb:", marks=pytest.mark.integration))

GIVEN_MONGODB = os.environ.get("VOICERA_TEST_MONGODB_URL")  # noqa: TID251 - a setting of this suite

AGENTS = Collection(
    "agents",
    kind="agent",
    indexes=(
        Index("name", unique=True),
        Index("status", across=True),
        Index("cost"),
        Index("live"),
        Index("owner.city"),
    ),
)
NOTES = Collection("notes")


@pytest.fixture(scope="session")
def mongodb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if GIVEN_MONGODB:
        yield GIVEN_MONGODB
        return
    with running_ferretdb(tmp_path_factory.mktemp("ferretdb")) as url:
        yield url


@pytest.fixture
def mongodb(mongodb_server: str) -> str:
    """Return a URL that leads to databases nobody else uses."""
    server, _, options = mongodb_server.partition("?")
    return f"{server}test_{secrets.token_hex(6)}?{options or 'timeoutMS=30000'}"


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("mongodb") if request.param == "mongodb:" else request.param)


@pytest.fixture
async def store(url: str, tmp_path: Path, clock: VirtualClock) -> AsyncIterator[DocumentStore]:
    async with open_documents(url, "suite", tmp_path, (AGENTS, NOTES), clock) as opened:
        yield opened


@pytest.fixture
def many(url: str) -> tuple[int, int]:
    """Return how many documents an engine is tried with, and how many on a page; FERRETDB.md says why it gets few."""
    return (100_000, 500) if url.startswith("sqlite:") or GIVEN_MONGODB else (10_000, 2_000)


@pytest.fixture
def agents() -> Collection:
    return AGENTS


@pytest.fixture
def notes() -> Collection:
    return NOTES
