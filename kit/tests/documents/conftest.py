"""Runs the suite once per engine; a new engine is one more line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, DocumentStore, Index, open_documents

ENGINES = ("sqlite:",)

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


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return str(request.param)


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
