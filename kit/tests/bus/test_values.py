import asyncio

from voicera_kit.bus import Bus

from .conftest import Pace


async def test_values_are_gone_after_their_time(bus: Bus, pace: Pace) -> None:
    await bus.put("ticket", {"call": "c1"}, ttl_s=pace.seconds(10))
    await pace.advance(5)
    assert await bus.get("ticket") == {"call": "c1"}
    await pace.advance(6)
    assert await bus.get("ticket") is None
    assert await bus.take("ticket") is None


async def test_putting_again_extends(bus: Bus, pace: Pace) -> None:
    await bus.put("a", b"1", ttl_s=pace.seconds(10))
    await pace.advance(6)
    await bus.put("a", b"2", ttl_s=pace.seconds(10))
    await pace.advance(5)
    assert await bus.get("a") == b"2"


async def test_only_the_first_putter_wins(bus: Bus, pace: Pace) -> None:
    lease_s = pace.seconds(10)
    stored = await asyncio.gather(*(bus.put("a", b"x", lease_s, only_if_absent=True) for _ in range(100)))
    assert sum(stored) == 1
    await pace.advance(11)
    assert await bus.put("a", b"y", lease_s, only_if_absent=True)


async def test_a_ticket_is_taken_once(bus: Bus) -> None:
    await bus.put("ticket", b"x", ttl_s=10)
    taken = await asyncio.gather(*(bus.take("ticket") for _ in range(100)))
    assert [each for each in taken if each is not None] == [b"x"]
    assert not await bus.delete("ticket")


async def test_deleting_says_whether_there_was_something(bus: Bus) -> None:
    await bus.put("a", b"x", ttl_s=10)
    assert await bus.delete("a")
    assert not await bus.delete("a")
    assert await bus.get("a") is None


async def test_values_come_back_as_they_were(bus: Bus) -> None:
    for value in (b"", b"b", b"\x00\xff", {}, {"a": [1, None, {"b": "नमस्ते"}]}):
        await bus.put("ключ 1", value, ttl_s=10)
        assert await bus.get("ключ 1") == value
