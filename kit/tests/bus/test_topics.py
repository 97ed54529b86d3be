import asyncio

import pytest

from voicera_kit.bus import Bus
from voicera_kit.feed import SubscriberTooSlow


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


async def test_messages_of_one_publisher_arrive_in_order(bus: Bus) -> None:
    async with bus.subscribe("calls", capacity=500) as messages:
        for number in range(500):
            await bus.publish("calls", {"n": number})
        assert [await anext(messages) for _ in range(500)] == [{"n": number} for number in range(500)]


async def test_subscribing_again_after_leaving_works(bus: Bus) -> None:
    for number in range(3):
        async with bus.subscribe("calls") as messages:
            await bus.publish("calls", {"n": number})
            assert await anext(messages) == {"n": number}


async def test_subscriptions_end_with_the_bus(bus: Bus) -> None:
    messages = bus.subscribe("calls")
    await bus.close()
    assert [message async for message in messages] == []
