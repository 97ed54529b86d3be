"""What only an engine with a server can do: lose it, find it again, and be shared."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis as Client
from structlog.testing import capture_logs

from store_servers import Redis
from store_servers.proc import says
from voicera_kit.bus import Bus, open_bus
from voicera_kit.errors import ResourceExhausted, Unavailable
from voicera_kit.feed import Subscription
from voicera_kit.settings import SettingsError

pytestmark = pytest.mark.integration


@pytest.fixture
async def bus(redis: Redis) -> AsyncIterator[Bus]:
    async with open_bus(redis.url) as opened:
        yield opened


@pytest.fixture
async def other(redis: Redis) -> AsyncIterator[Bus]:
    async with open_bus(redis.url) as opened:
        yield opened


def configure(redis: Redis, name: str, value: str) -> None:
    assert says(redis.server.port, f"CONFIG SET {name} {value}\r\n".encode(), b"+OK")


async def next_after_outage(bus: Bus, messages: Subscription[object]) -> object:
    """Publish until something arrives: nobody knows when the subscription is back."""
    async with asyncio.timeout(10):
        while True:
            with suppress(Unavailable):
                await bus.publish("calls", b"again")
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    return await anext(messages)


async def test_processes_share_one_bus(bus: Bus, other: Bus) -> None:
    async with other.subscribe("calls") as messages:
        await bus.publish("calls", {"n": 1})
        assert await anext(messages) == {"n": 1}
    await bus.put("ticket", b"x", ttl_s=10)
    assert await other.take("ticket") == b"x"
    held = await asyncio.gather(
        *((bus, other)[n % 2].acquire("calls", f"call_{n}", 10, lease_s=10) for n in range(100))
    )
    assert sum(held) == 10
    waits = await asyncio.gather(
        *((bus, other)[n % 2].take_token("dial", rate_per_s=0.01, burst=10) for n in range(100))
    )
    assert waits.count(0) == 10


@pytest.mark.parametrize(
    "garbage",
    [b"", b"x", b"j", b"j{", b"j[1]", b"j\xff\xfe", b"j" + b"[" * 100_000],
    ids=["nothing", "unknown", "no-json", "half", "list", "no-text", "deep"],
)
async def test_what_is_no_message_is_dropped_and_the_next_one_arrives(
    redis: Redis, bus: Bus, garbage: bytes
) -> None:
    async with bus.subscribe("calls") as messages, Client(port=redis.server.port) as client:
        with capture_logs() as logs:
            await client.publish("voicera:topic:calls", garbage)
            await bus.publish("calls", {"n": 1})
            async with asyncio.timeout(5):
                assert await anext(messages) == {"n": 1}
    assert [(log["event"], log["topic"]) for log in logs] == [("bus.message_dropped", "calls")]


async def test_everything_recovers_from_a_restart(redis: Redis, bus: Bus) -> None:
    async with bus.subscribe("calls") as messages:
        await bus.acquire("calls", "one", limit=1, lease_s=10)
        redis.stop()
        with capture_logs() as logs:
            for _ in range(20):
                with pytest.raises(Unavailable) as refusal:
                    await bus.put("a", b"x", ttl_s=10)
                await asyncio.sleep(0.05)
            redis.start()
            assert await next_after_outage(bus, messages) == b"again"
    assert refusal.value.retry_after == timedelta(seconds=1)
    assert await bus.acquire("calls", "two", limit=1, lease_s=10)
    assert sorted(log["event"] for log in logs) == [
        "bus.available",
        "bus.topics_back",
        "bus.topics_lost",
        "bus.unavailable",
    ]


async def test_whoever_subscribes_while_the_server_is_away_receives_later(redis: Redis, bus: Bus) -> None:
    redis.stop()
    async with bus.subscribe("calls") as messages:
        redis.start()
        assert await next_after_outage(bus, messages) == b"again"


async def test_a_server_that_hangs_is_given_up_within_the_deadline(redis: Redis, bus: Bus) -> None:
    await bus.put("a", b"x", ttl_s=60)
    redis.server.freeze()
    try:
        asked_at = time.monotonic()
        with pytest.raises(Unavailable):
            await bus.get("a")
        assert time.monotonic() - asked_at < 4
        with pytest.raises(Unavailable):
            await bus.get("a")
        assert time.monotonic() - asked_at < 4
    finally:
        redis.server.thaw()
    await asyncio.sleep(0.6)
    assert await bus.get("a") == b"x"


async def test_topics_nobody_follows_any_more_are_given_up(redis: Redis, bus: Bus) -> None:
    async with bus.subscribe("calls.1") as messages:
        await bus.publish("calls.1", b"x")
        assert await anext(messages) == b"x"
    del messages
    async with bus.subscribe("calls.2"), asyncio.timeout(5):
        while not says(  # noqa: ASYNC110 - it is the server that is looked at
            redis.server.port, b"PUBSUB NUMSUB voicera:topic:calls.1\r\n", _subscribers("calls.1", 0)
        ):
            await asyncio.sleep(0.05)


def _subscribers(topic: str, count: int) -> bytes:
    channel = f"voicera:topic:{topic}"
    return f"*2\r\n${len(channel)}\r\n{channel}\r\n:{count}\r\n".encode()


async def test_a_full_server_is_exhausted(redis: Redis, bus: Bus) -> None:
    configure(redis, "maxmemory", "1")
    try:
        with pytest.raises(ResourceExhausted):
            await bus.put("a", b"x", ttl_s=10)
    finally:
        configure(redis, "maxmemory", "0")
    await bus.put("a", b"x", ttl_s=10)


async def test_the_password_is_used_and_not_told(redis: Redis) -> None:
    configure(redis, "requirepass", "s3cret-of-the-bus")
    try:
        async with open_bus(redis.url, password=SecretStr("s3cret-of-the-bus")) as bus:
            await bus.put("a", b"x", ttl_s=10)
        with capture_logs() as logs:
            async with open_bus(redis.url, password=SecretStr("wrong")) as bus:
                with pytest.raises(Unavailable) as refusal:
                    await bus.get("a")
        assert "wrong" not in f"{logs} {refusal.value}"
    finally:
        redis.stop()
        redis.start()


async def test_a_malformed_url_is_refused_without_repeating_it() -> None:
    with pytest.raises(SettingsError, match="VOICERA_BUS_URL") as refusal:
        async with open_bus("redis://:hidden@host:notaport/0"):
            pass
    assert "hidden" not in str(refusal.value)
