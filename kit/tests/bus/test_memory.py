import pytest

from voicera_kit.bus import MemoryBus
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import ResourceExhausted


@pytest.fixture
def bus(clock: VirtualClock) -> MemoryBus:
    return MemoryBus(clock)


async def test_values_end_to_the_moment(bus: MemoryBus, clock: VirtualClock) -> None:
    await bus.put("a", b"x", ttl_s=10)
    await clock.advance(9.9)
    assert await bus.get("a") == b"x"
    await clock.advance(0.1)
    assert await bus.get("a") is None


async def test_the_number_of_values_is_bounded(bus: MemoryBus) -> None:
    for number in range(100_000):
        await bus.put(f"key_{number}", b"", ttl_s=10)
    with pytest.raises(ResourceExhausted):
        await bus.put("one more", b"", ttl_s=10)


async def test_renewing_for_ever_does_not_grow(bus: MemoryBus) -> None:
    for _ in range(20_000):
        await bus.acquire("calls", "one", limit=1, lease_s=1e6)
    assert await bus.renew("calls", "one", lease_s=10)


async def test_a_rate_is_exact(bus: MemoryBus, clock: VirtualClock) -> None:
    granted = 0
    for _ in range(1000):
        granted += await bus.take_token("dial", rate_per_s=2, burst=5) == 0
        await clock.advance(0.125)
    assert granted == 5 + 1000 / 4 - 1
