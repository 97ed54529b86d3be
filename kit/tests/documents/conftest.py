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
    given = os.environ.get("VOICERA_TEST_MONGODB_URL")  # noqa: TID251 - a setting of this suite
    if given:
        yield given
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
def agents() -> Collection:
    return AGENTS


@pytest.fixture
def notes() -> Collection:
    return NOTES
