import asyncio

import pytest

from voicera_kit.bus import Bus
from voicera_kit.errors import InvalidArgument

from .conftest import Pace


async def take(bus: Bus, pace: Pace, name: str = "org_1.dial", per_s: float = 1, burst: int = 3) -> float:
    """Return how long to wait as the tests tell time."""
    wait_s = await bus.take_token(name, rate_per_s=per_s / pace.seconds(1), burst=burst)
    return wait_s / pace.seconds(1)


async def test_a_burst_is_granted_and_then_the_rate_holds(bus: Bus, pace: Pace) -> None:
    assert [await take(bus, pace, per_s=0.1) for _ in range(3)] == [0, 0, 0]
    wait_s = await take(bus, pace, per_s=0.1)
    assert 5 < wait_s <= 10
    await pace.advance(wait_s)
    assert await take(bus, pace, per_s=0.1) == 0
    assert await take(bus, pace, per_s=0.1) > 5


async def test_asking_in_vain_costs_nothing(bus: Bus, pace: Pace) -> None:
    waits = [await take(bus, pace, per_s=0.1, burst=1) for _ in range(20)]
    assert waits[0] == 0
    assert all(0 < wait_s <= 10 for wait_s in waits[1:])


async def test_unused_tokens_do_not_pile_up_beyond_the_burst(bus: Bus, pace: Pace) -> None:
    await take(bus, pace, per_s=2)
    await pace.advance(5)
    assert [await take(bus, pace, per_s=0.1) for _ in range(3)] == [0, 0, 0]
    assert await take(bus, pace, per_s=0.1) > 0


async def test_of_a_hundred_at_once_the_burst_is_granted(bus: Bus, pace: Pace) -> None:
    waits = await asyncio.gather(*(take(bus, pace, per_s=0.01, burst=10) for _ in range(100)))
    assert waits.count(0) == 10


async def test_whoever_waits_as_told_gets_a_token_though_many_ask(bus: Bus, pace: Pace) -> None:
    await asyncio.gather(*(take(bus, pace, per_s=0.1, burst=5) for _ in range(5)))
    waits = await asyncio.gather(*(take(bus, pace, per_s=0.1, burst=5) for _ in range(20)))
    assert 0 < min(waits) <= max(waits) <= 10
    await pace.advance(max(waits))
    again = await asyncio.gather(*(take(bus, pace, per_s=0.1, burst=5) for _ in range(20)))
    assert again.count(0) == 1


async def test_a_higher_rate_counts_from_the_next_token_on(bus: Bus, pace: Pace) -> None:
    assert await take(bus, pace, per_s=0.1, burst=1) == 0
    assert 5 < await take(bus, pace, per_s=1, burst=1) <= 10
    await pace.advance(10)
    assert await take(bus, pace, per_s=1, burst=1) == 0
    assert await take(bus, pace, per_s=1, burst=1) <= 1


async def test_names_have_their_own_tokens(bus: Bus, pace: Pace) -> None:
    assert await take(bus, pace, "org_1.dial", burst=1) == 0
    assert await take(bus, pace, "org_2.dial", burst=1) == 0


@pytest.mark.parametrize(
    ("per_s", "burst", "field"), [(0, 1, "rate_per_s"), (-1, 1, "rate_per_s"), (1, 0, "burst")]
)
async def test_impossible_rates_are_refused(bus: Bus, per_s: float, burst: int, field: str) -> None:
    with pytest.raises(InvalidArgument, match=field):
        await bus.take_token("a", rate_per_s=per_s, burst=burst)
