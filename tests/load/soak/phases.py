"""Holds callers and agents on a line, and reads what that costs and leaves behind."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.load.soak.lines import Ears, Expected, Finalize, Line, Started
from tests.load.soak.pairs import Json, Pair
from tests.load.soak.people import Crowd, Tally, now
from tests.load.soak.process import Adapters, Reading
from tests.load.soak.speech import Saying
from voicera_kit.errors import ServiceError

SAMPLE_EVERY_S = 5.0
BURST_S = 0.6
FREED_WITHIN_S = 45.0
"""Connections to vendors that nobody uses any more are kept for 15 s, and looked at every 15 s."""
LOOK_EVERY_S = 0.05
FRESH_S = 12.0


@dataclass(frozen=True)
class Cost:
    """`cpu_ms` for each second of a stream; `share` of that process's time on one core."""

    cpu_ms: float
    share: float


async def cost_of(
    cpu_s: Callable[[], float], crowd: Crowd, callers: int, agents: int, seconds: float
) -> Cost:
    """Hold so many for so long."""
    crowd.come(callers, agents)
    spent, since = cpu_s(), time.monotonic()
    await asyncio.sleep(seconds)
    spent, lasted = cpu_s() - spent, time.monotonic() - since
    await crowd.go()
    return Cost(round(1000 * spent / lasted / (callers + agents), 2), round(spent / lasted, 2))


async def alone(
    cpu_s: Callable[[], float], line: Line, pair: Pair, said: Sequence[Saying], streams: int, seconds: float
) -> tuple[Json, list[Tally]]:
    """What recognition costs, and what synthesis does."""
    costs, tallies = {}, []
    for name, callers, agents in (("recognition", streams, 0), ("synthesis", 0, streams)):
        crowd = Crowd(line, pair, said)
        costs[name] = vars(await cost_of(cpu_s, crowd, callers, agents, seconds))
        tallies.append(crowd.tally)
    return costs, tallies


class Watch:
    """Samples an adapter process's memory while something lasts."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters
        self.rss_mib: list[float] = []

    async def during(self, seconds: float) -> None:
        ends_at = now() + seconds
        while (left_s := ends_at - now()) > 0:
            self.rss_mib.append(round(self._adapters.rss_mib(), 1))
            await asyncio.sleep(min(left_s, SAMPLE_EVERY_S))
        self.rss_mib.append(round(self._adapters.rss_mib(), 1))


async def cut_off(line: Line, pair: Pair, said: Sequence[Saying], streams: int) -> Tally:
    """Make everybody speak at the same moment, and hang up on all in the middle of it."""
    crowd = Crowd(line, pair, said)
    crowd.come(streams, streams, in_step=True)
    await crowd.everybody_is_connected()
    await asyncio.sleep(BURST_S)
    await crowd.go()
    return crowd.tally


async def settled(adapters: Adapters) -> Reading:
    """What is there once nothing is kept any more for somebody who might come back."""
    await asyncio.sleep(FREED_WITHIN_S)
    return await adapters.reading()


async def freed(adapters: Adapters, before: Reading) -> Json:
    """How long it takes until no more is there than `before`; what still is, if it is not freed in time."""
    since = time.monotonic()
    tasks_ms: float | None = None
    while True:
        reading = await adapters.reading()
        left, took_ms = reading.more_than(before), round((time.monotonic() - since) * 1000)
        if tasks_ms is None and not left["tasks"]:
            tasks_ms = took_ms
        if not any(left.values()) or took_ms > FREED_WITHIN_S * 1000:
            return {
                "left": left,
                "tasks_ms": tasks_ms,
                "all_ms": took_ms,
                "pools": reading.pools,
                "rss_mib": round(reading.rss_mib, 1),
            }
        await asyncio.sleep(LOOK_EVERY_S)


async def fresh(line: Line, saying: Saying, at_once: int) -> Json:
    """One caller on its own, then so many that each must get a place of its own before any of them is done."""
    everyone = asyncio.Barrier(at_once)
    alone_ms = await _served(line, saying, asyncio.Barrier(1).wait)
    answers = await asyncio.gather(
        *(_served(line, saying, everyone.wait) for _ in range(at_once)), return_exceptions=True
    )
    served = [each for each in answers if isinstance(each, float)]
    return {"alone_ms": alone_ms, "at_once": at_once, "served": len(served)}


async def _served(
    line: Line, saying: Saying, wait_for_others: Callable[[], Awaitable[object]]
) -> float | None:
    """Milliseconds from the opening of the stream to the first transcript, plus from the end to the final."""
    opened_at = now()
    try:
        async with asyncio.timeout(FRESH_S), line.ears() as ears:
            understood = ears.understood()
            speaking = asyncio.create_task(_speak(ears, saying))
            try:
                await anext(understood)
                heard_ms = (now() - opened_at) * 1000
                await wait_for_others()
                await speaking
                asked_at = now()
                await ears.send(Finalize(1))
                while (await anext(understood)).utterance != 1:
                    pass
            finally:
                speaking.cancel()
            return round(heard_ms + (now() - asked_at) * 1000, 1)
    except (ServiceError, TimeoutError, StopAsyncIteration):
        return None


async def _speak(ears: Ears, saying: Saying) -> None:
    """As fast as it is taken: what counts is how soon it is heard."""
    await ears.send(Expected())
    await ears.send(Started())
    for block in saying.blocks:
        await ears.send(block)
