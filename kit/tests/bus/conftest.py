"""Runs the suite against every engine; the test of one is in a module named after it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from store_servers import Redis, running_redis
from store_servers.proc import says
from voicera_kit.bus import Bus, open_bus
from voicera_kit.clock import VirtualClock

ENGINES = ("memory", pytest.param("redis", marks=pytest.mark.integration))


@dataclass(frozen=True)
class Pace:
    """Time as the engine sees it: virtual, or real and ten times faster than the tests say."""

    clock: VirtualClock | None

    def seconds(self, told: float) -> float:
        return told if self.clock else told / 10

    async def advance(self, told: float) -> None:
        if self.clock:
            await self.clock.advance(told)
        else:
            await asyncio.sleep(self.seconds(told))


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis(redis_server: Redis) -> Redis:
    """An empty server."""
    assert says(redis_server.server.port, b"FLUSHALL\r\n", b"+OK")
    return redis_server


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def pace(engine: str, clock: VirtualClock) -> Pace:
    return Pace(clock if engine == "memory" else None)


@pytest.fixture
async def bus(engine: str, clock: VirtualClock, request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    url = "memory:" if engine == "memory" else request.getfixturevalue("redis").url
    async with open_bus(url, clock) as opened:
        yield opened
