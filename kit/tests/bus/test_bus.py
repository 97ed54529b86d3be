import asyncio
from collections.abc import AsyncIterator

import pytest

from voicera_kit.bus import Bus, open_bus
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import ResourceExhausted
from voicera_kit.feed import SubscriberTooSlow

ENGINES = ("memory:",)


@pytest.fixture(params=ENGINES)
async def bus(request: pytest.FixtureRequest, clock: VirtualClock) -> AsyncIterator[Bus]:
    async with open_bus(request.param, clock) as opened:
        yield opened


async def test_every_subscriber_of_the_topic_receives(bus: Bus) -> None:
    await bus.publish("calls", b"before")
    async with bus.subscribe("calls") as one, bus.subscribe("calls") as two, bus.subscribe("other") as other:
        await bus.publish("calls", {"kind": "started"})
        await bus.publish("other", b"\x00\xff")
        assert await anext(one) == await anext(two) == {"kind": "started"}
        assert await anext(other) == b"\x00\xff"


async def test_a_slow_subscriber_is_dropped_and_the_others_go_on(bus: Bus) -> None:
    async with bus.subscribe("calls", capacity=1) as slow, bus.subscribe("calls") as fast:
        for number in range(3):
            await bus.publish("calls", {"n": number})
        assert [await anext(fast) for _ in range(3)] == [{"n": 0}, {"n": 1}, {"n": 2}]
        with pytest.raises(SubscriberTooSlow):
            await anext(slow)


async def test_a_waiting_subscriber_is_woken(bus: Bus) -> None:
    async with bus.subscribe("calls") as messages:
        waiting = asyncio.create_task(anext(messages))
        await asyncio.sleep(0)
        await bus.publish("calls", b"x")
        assert await waiting == b"x"


async def test_subscriptions_end_with_the_bus(bus: Bus) -> None:
    messages = bus.subscribe("calls")
    await bus.close()
    assert [message async for message in messages] == []


async def test_values_are_gone_after_their_time(bus: Bus, clock: VirtualClock) -> None:
    await bus.put("ticket", {"call": "c1"}, ttl_s=10)
    await clock.advance(9.9)
    assert await bus.get("ticket") == {"call": "c1"}
    await clock.advance(0.1)
    assert await bus.get("ticket") is None
    assert await bus.take("ticket") is None


async def test_putting_again_extends(bus: Bus, clock: VirtualClock) -> None:
    await bus.put("a", b"1", ttl_s=10)
    await clock.advance(9)
    await bus.put("a", b"2", ttl_s=10)
    await clock.advance(9)
    assert await bus.get("a") == b"2"


async def test_only_the_first_putter_wins(bus: Bus, clock: VirtualClock) -> None:
    stored = await asyncio.gather(*(bus.put("a", b"x", ttl_s=10, only_if_absent=True) for _ in range(10)))
    assert sum(stored) == 1
    await clock.advance(10)
    assert await bus.put("a", b"y", ttl_s=10, only_if_absent=True)


async def test_a_ticket_is_taken_once(bus: Bus) -> None:
    await bus.put("ticket", b"x", ttl_s=10)
    taken = await asyncio.gather(*(bus.take("ticket") for _ in range(10)))
    assert [each for each in taken if each is not None] == [b"x"]
    assert not await bus.delete("ticket")


async def test_slots_are_limited(bus: Bus, clock: VirtualClock) -> None:
    held = [await bus.acquire("org_1.calls", f"call_{n}", limit=2, lease_s=10) for n in range(3)]
    assert held == [True, True, False]
    assert await bus.acquire("org_1.calls", "call_0", limit=2, lease_s=10)
    assert await bus.acquire("org_2.calls", "call_2", limit=2, lease_s=10)
    await bus.release("org_1.calls", "call_0")
    await bus.release("org_1.calls", "call_9")
    assert await bus.acquire("org_1.calls", "call_2", limit=2, lease_s=10)


async def test_slots_of_the_dead_are_free_again(bus: Bus, clock: VirtualClock) -> None:
    await bus.acquire("calls", "dead", limit=1, lease_s=10)
    await clock.advance(9)
    assert await bus.renew("calls", "dead", lease_s=10)
    await clock.advance(9)
    assert not await bus.acquire("calls", "next", limit=1, lease_s=10)
    await clock.advance(1)
    assert await bus.acquire("calls", "next", limit=1, lease_s=10)
    assert not await bus.renew("calls", "dead", lease_s=10)


async def test_the_number_of_values_is_bounded(bus: Bus) -> None:
    for number in range(100_000):
        await bus.put(f"key_{number}", b"", ttl_s=10)
    with pytest.raises(ResourceExhausted):
        await bus.put("one more", b"", ttl_s=10)


async def test_renewing_for_ever_does_not_grow(bus: Bus, clock: VirtualClock) -> None:
    for _ in range(20_000):
        await bus.acquire("calls", "one", limit=1, lease_s=1e6)
    assert await bus.renew("calls", "one", lease_s=10)
