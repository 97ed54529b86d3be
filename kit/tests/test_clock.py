import asyncio

import pytest

from voicera_kit.clock import SystemClock, VirtualClock


async def test_sleepers_wake_in_order_of_time_then_arrival(clock: VirtualClock) -> None:
    woken: list[tuple[str, float]] = []

    async def sleep(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, clock.monotonic()))

    async with asyncio.TaskGroup() as tasks:
        for name, seconds in (("late", 2), ("first", 1), ("second", 1), ("now", 0)):
            tasks.create_task(sleep(name, seconds))
        await clock.advance(1.5)
        assert woken == [("now", 0), ("first", 1), ("second", 1)]
        await clock.advance(0.5)
    assert woken[-1] == ("late", 2)


async def test_a_task_may_sleep_many_times_within_one_advance(clock: VirtualClock) -> None:
    ticks: list[float] = []

    async def tick() -> None:
        for _ in range(1500):
            await clock.sleep(0.02)
            ticks.append(round(clock.monotonic(), 2))

    task = asyncio.create_task(tick())
    await clock.advance(30.001)
    assert ticks[-1] == 30
    assert task.done()


async def test_timeout_cancels_the_block_at_its_time(clock: VirtualClock) -> None:
    async def limited() -> None:
        async with clock.timeout(3):
            await clock.sleep(10)

    task = asyncio.create_task(limited())
    await clock.advance(2.9)
    assert not task.done()
    await clock.advance(0.1)
    with pytest.raises(TimeoutError):
        await task


@pytest.mark.parametrize("make", [SystemClock, VirtualClock])
async def test_timeout_that_is_over_cancels_at_once(make: type[SystemClock | VirtualClock]) -> None:
    with pytest.raises(TimeoutError):
        async with make().timeout(0):
            await asyncio.sleep(5)


async def test_a_block_that_ends_in_time_is_left_alone(clock: VirtualClock) -> None:
    async with clock.timeout(3):
        pass
    await clock.advance(5)


async def test_cancellation_from_outside_stays_cancellation(clock: VirtualClock) -> None:
    async def limited() -> None:
        async with clock.timeout(3):
            await clock.sleep(10)

    task = asyncio.create_task(limited())
    await clock.settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await clock.run_until_idle()
    assert clock.monotonic() == 0


async def test_run_until_idle_jumps_from_alarm_to_alarm(clock: VirtualClock) -> None:
    task = asyncio.create_task(clock.sleep(100))
    await clock.run_until_idle()
    assert (task.done(), clock.monotonic()) == (True, 100)


async def test_run_until_idle_gives_up_at_its_limit(clock: VirtualClock) -> None:
    async def forever() -> None:
        while True:
            await clock.sleep(1)

    task = asyncio.create_task(forever())
    with pytest.raises(TimeoutError, match="still wait"):
        await clock.run_until_idle(limit_s=10)
    task.cancel()


async def test_spinning_tasks_are_reported(clock: VirtualClock) -> None:
    async def spin() -> None:
        while True:  # noqa: ASYNC110 - the fault under test
            await asyncio.sleep(0)

    task = asyncio.create_task(spin())
    with pytest.raises(TimeoutError, match="on and on"):
        await clock.settle()
    task.cancel()


async def test_system_clock_moves() -> None:
    clock = SystemClock()
    before, monotonic = clock.now(), clock.monotonic()
    await clock.sleep(0.001)
    assert clock.now() > before
    assert clock.monotonic() > monotonic
