"""What is remembered of what came in."""

from voicera_gateway.recent import Recent
from voicera_kit.clock import VirtualClock


async def test_first_value_stays_until_its_time_is_over():
    clock = VirtualClock()
    recent = Recent[str](10, ttl_s=60, clock=clock)
    assert recent.first("a", "one") == "one"
    await clock.advance(59)
    assert recent.first("a", "two") == "one"
    await clock.advance(1)
    assert recent.get("a") is None
    assert recent.first("a", "two") == "two"


def test_oldest_is_forgotten_first():
    recent = Recent[int](2, ttl_s=60, clock=VirtualClock())
    for value, key in enumerate("abc"):
        recent.first(key, value)
    assert (len(recent), recent.get("a"), recent.get("c")) == (2, None, 2)
