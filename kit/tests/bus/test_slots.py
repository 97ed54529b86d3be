import asyncio

from voicera_kit.bus import Bus

from .conftest import Pace


async def test_slots_are_limited(bus: Bus) -> None:
    held = [await bus.acquire("org_1.calls", f"call_{n}", limit=2, lease_s=10) for n in range(3)]
    assert held == [True, True, False]
    assert await bus.acquire("org_1.calls", "call_0", limit=2, lease_s=10)
    assert await bus.acquire("org_2.calls", "call_2", limit=2, lease_s=10)
    await bus.release("org_1.calls", "call_0")
    await bus.release("org_1.calls", "call_9")
    assert await bus.acquire("org_1.calls", "call_2", limit=2, lease_s=10)


async def test_of_a_hundred_holders_at_once_ten_get_a_slot(bus: Bus) -> None:
    held = await asyncio.gather(*(bus.acquire("calls", f"call_{n}", 10, lease_s=10) for n in range(100)))
    assert sum(held) == 10
    winners = [f"call_{n}" for n, won in enumerate(held) if won]
    await asyncio.gather(*(bus.release("calls", winner) for winner in winners[:4]))
    again = await asyncio.gather(*(bus.acquire("calls", f"late_{n}", 10, lease_s=10) for n in range(100)))
    assert sum(again) == 4


async def test_slots_of_the_dead_are_free_again(bus: Bus, pace: Pace) -> None:
    lease_s = pace.seconds(10)
    await bus.acquire("calls", "dead", limit=1, lease_s=lease_s)
    await pace.advance(6)
    assert await bus.renew("calls", "dead", lease_s)
    await pace.advance(5)
    assert not await bus.acquire("calls", "next", limit=1, lease_s=lease_s)
    await pace.advance(6)
    assert not await bus.renew("calls", "dead", lease_s)
    assert await bus.acquire("calls", "next", limit=1, lease_s=lease_s)


async def test_of_a_hundred_who_wait_as_many_follow_as_have_died(bus: Bus, pace: Pace) -> None:
    for number in range(10):
        await bus.acquire("calls", f"dead_{number}", limit=10, lease_s=pace.seconds(10))
    await pace.advance(6)
    for number in range(4):
        assert await bus.renew("calls", f"dead_{number}", lease_s=pace.seconds(60))
    await pace.advance(5)
    held = await asyncio.gather(*(bus.acquire("calls", f"next_{n}", 10, lease_s=10) for n in range(100)))
    assert sum(held) == 6


async def test_whoever_lost_a_slot_disturbs_nobody_who_has_one(bus: Bus, pace: Pace) -> None:
    await bus.acquire("calls", "late", limit=1, lease_s=pace.seconds(5))
    await pace.advance(6)
    assert await bus.acquire("calls", "next", limit=1, lease_s=10)
    assert not await bus.renew("calls", "late", lease_s=10)
    await bus.release("calls", "late")
    assert not await bus.acquire("calls", "late", limit=1, lease_s=10)


async def test_many_renewals_at_once_take_no_further_slot(bus: Bus) -> None:
    await bus.acquire("calls", "one", limit=2, lease_s=10)
    renewed = await asyncio.gather(
        *(bus.renew("calls", "one", lease_s=10) for _ in range(50)),
        *(bus.acquire("calls", "one", limit=2, lease_s=10) for _ in range(50)),
    )
    assert all(renewed)
    assert await bus.acquire("calls", "two", limit=2, lease_s=10)
    assert not await bus.acquire("calls", "three", limit=2, lease_s=10)


async def test_a_lower_limit_ends_nobody_and_admits_nobody(bus: Bus) -> None:
    for number in range(3):
        await bus.acquire("calls", f"call_{number}", limit=3, lease_s=10)
    assert await bus.renew("calls", "call_2", lease_s=10)
    assert not await bus.acquire("calls", "next", limit=2, lease_s=10)
    await bus.release("calls", "call_0")
    assert not await bus.acquire("calls", "next", limit=2, lease_s=10)
    await bus.release("calls", "call_1")
    assert await bus.acquire("calls", "next", limit=2, lease_s=10)


async def test_a_short_lease_does_not_end_a_long_one(bus: Bus, pace: Pace) -> None:
    await bus.acquire("calls", "long", limit=2, lease_s=pace.seconds(60))
    await bus.acquire("calls", "short", limit=2, lease_s=pace.seconds(2))
    await pace.advance(3)
    assert not await bus.renew("calls", "short", lease_s=10)
    assert await bus.renew("calls", "long", lease_s=10)


async def test_what_was_never_held_cannot_be_renewed(bus: Bus) -> None:
    assert not await bus.renew("calls", "nobody", lease_s=10)
