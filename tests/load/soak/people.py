"""Callers who speak and agents who answer, in real time, on lines of their own, until they are told to go."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from tests.load.soak.lines import Ears, Expected, Finalize, Line, Mouth, Started
from tests.load.soak.pairs import Pair
from tests.load.soak.speech import BLOCK_S, PHONE, SILENCE, Saying
from voicera_kit.errors import ServiceError

SPEECH_SHARE = 0.4
FINALIZE_BLOCKS = 4
"""Silence after which a voice node asks for the final."""
ANSWER_S = 10.0
"""How long anything asked of an adapter may take before it counts as an error."""


@dataclass
class Tally:
    """What was measured of all callers and agents."""

    final_ms: list[float] = field(default_factory=list)
    first_audio_ms: list[float] = field(default_factory=list)
    spoken_s: float = 0.0
    """Seconds of speech that agents got."""
    misheard: int = 0
    lines: int = 0
    """Opened so far."""
    errors: Counter[str] = field(default_factory=Counter)


def now() -> float:
    return asyncio.get_running_loop().time()


class Clock:
    """Ticks every 100 ms, whatever each tick's work takes."""

    def __init__(self, starts_at: float) -> None:
        self._next = starts_at

    async def tick(self) -> None:
        await asyncio.sleep(self._next - now())
        self._next += BLOCK_S


class Caller:
    """Says one sentence after the other, silent between them as long as others speak."""

    def __init__(self, pair: Pair, sayings: Sequence[Saying], place: float, tally: Tally) -> None:
        self._heard_as = pair.heard
        self._sayings = sayings
        self._place = place
        self._tally = tally
        self._due: dict[int, tuple[float, str]] = {}
        self._said = 0

    async def talk(self, line: Line) -> None:
        """Until canceled; `place`, from 0 to 1, says how far in its round this caller begins."""
        async with line.ears() as ears, asyncio.TaskGroup() as tasks:
            self._tally.lines += 1
            tasks.create_task(self._listen(ears))
            clock = Clock(now())
            first = self._sayings[0]
            for _ in range(round(self._place * self._round(first))):
                await self._say_block(ears, clock, SILENCE)
            while True:
                for saying in self._sayings:
                    await self._turn(ears, clock, saying)

    def _round(self, saying: Saying) -> int:
        return round(len(saying.blocks) / SPEECH_SHARE)

    async def _turn(self, ears: Ears, clock: Clock, saying: Saying) -> None:
        await ears.send(Expected())
        for at, block in enumerate(saying.blocks):
            await self._say_block(ears, clock, block)
            if not at:
                await ears.send(Started())
        for _ in range(FINALIZE_BLOCKS):
            await self._say_block(ears, clock, SILENCE)
        self._said += 1
        self._due[self._said] = (now(), self._heard_as or saying.text)
        await ears.send(Finalize(self._said))
        for _ in range(self._round(saying) - len(saying.blocks) - FINALIZE_BLOCKS):
            await self._say_block(ears, clock, SILENCE)
            self._require_finals()

    async def _say_block(self, ears: Ears, clock: Clock, block: bytes) -> None:
        await clock.tick()
        async with asyncio.timeout(ANSWER_S):
            await ears.send(block)

    def _require_finals(self) -> None:
        for utterance, (asked_at, _) in list(self._due.items()):
            if now() - asked_at > ANSWER_S:
                del self._due[utterance]
                self._tally.errors["NO_FINAL"] += 1

    async def _listen(self, ears: Ears) -> None:
        async for told in ears.understood():
            if told.utterance in self._due:
                asked_at, text = self._due.pop(told.utterance)
                self._tally.final_ms.append((now() - asked_at) * 1000)
                self._tally.misheard += told.text != text


class Agent:
    """Speaks one sentence after the other, and is silent between them as long as callers speak."""

    def __init__(self, sayings: Sequence[Saying], place: float, tally: Tally) -> None:
        self._sayings = sayings
        self._place = place
        self._tally = tally

    async def talk(self, line: Line) -> None:
        async with line.mouth() as mouth:
            self._tally.lines += 1
            await asyncio.sleep(self._place * len(self._sayings[0].blocks) * BLOCK_S / SPEECH_SHARE)
            while True:
                for saying in self._sayings:
                    await self._say(mouth, saying.text)

    async def _say(self, mouth: Mouth, text: str) -> None:
        asked_at, spoken = now(), 0
        async with asyncio.timeout(ANSWER_S):
            async for audio in mouth.speak(text):
                if not spoken:
                    self._tally.first_audio_ms.append((now() - asked_at) * 1000)
                spoken += len(audio)
        if not spoken:
            self._tally.errors["NO_AUDIO"] += 1
        spoken_s = PHONE.duration_ms(spoken) / 1000
        self._tally.spoken_s += spoken_s
        await asyncio.sleep(asked_at + spoken_s / SPEECH_SHARE - now())


async def until_canceled(talk: Callable[[Line], Awaitable[None]], line: Line, tally: Tally) -> None:
    """Talk on a line, and on another one should the first one fail, which is an error."""
    while True:
        try:
            await talk(line)
        except* ServiceError as failed:
            tally.errors.update(each.reason for each in failed.exceptions if isinstance(each, ServiceError))
        except* TimeoutError:
            tally.errors["TIMEOUT"] += 1
        await asyncio.sleep(1)


class Crowd:
    """Callers and agents at work."""

    def __init__(self, line: Line, pair: Pair, sayings: Sequence[Saying]) -> None:
        self.tally = Tally()
        self._line = line
        self._pair = pair
        self._sayings = sayings
        self._tasks: list[asyncio.Task[None]] = []

    def come(self, callers: int, agents: int, *, in_step: bool = False) -> None:
        """Spread over a round, so that they do not speak in step, unless they shall."""
        for at in range(callers):
            place = 0.0 if in_step else at / callers
            self._begin(Caller(self._pair, self._in_turn(at), place, self.tally).talk)
        for at in range(agents):
            place = 0.0 if in_step else at / agents
            self._begin(Agent(self._in_turn(at), place, self.tally).talk)

    async def everybody_is_connected(self) -> None:
        async with asyncio.timeout(ANSWER_S):
            while self.tally.lines < len(self._tasks):  # noqa: ASYNC110 - counted as they connect
                await asyncio.sleep(0.01)

    async def go(self) -> None:
        """All at the same moment, whatever they are doing."""
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        self.tally.errors.update(
            type(each).__name__ for each in ended if not isinstance(each, asyncio.CancelledError)
        )
        self._tasks = []

    def _in_turn(self, at: int) -> Sequence[Saying]:
        first = at % len(self._sayings)
        return [*self._sayings[first:], *self._sayings[:first]]

    def _begin(self, talk: Callable[[Line], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(until_canceled(talk, self._line, self.tally)))
