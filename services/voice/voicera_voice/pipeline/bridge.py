"""Says a line, once a turn, while an answer keeps the caller waiting."""

import asyncio
from collections.abc import AsyncIterator

from voicera_kit.clock import Clock
from voicera_voice.dialogue.interface import Action, Dialogue, Say
from voicera_voice.pipeline.latency import Stopwatch


class Bridge:
    """`after_s` 0 lets callers wait in silence."""

    def __init__(self, dialogue: Dialogue, stopwatch: Stopwatch, clock: Clock, after_s: float) -> None:
        self._dialogue = dialogue
        self._stopwatch = stopwatch
        self._clock = clock
        self._after_s = after_s
        self._is_said = False

    def caller_acted(self) -> None:
        """The caller spoke or pressed a key: a line may be said again."""
        self._is_said = False

    def take(self) -> bool:
        """Return True if a line may be said now; the next one must wait for the caller."""
        is_due = bool(self._after_s) and not self._is_said
        self._is_said = True
        return is_due

    async def over(self, actions: AsyncIterator[Action], since: float) -> AsyncIterator[Action]:
        """Pass the actions on, with the line before them if the first words come too long after `since`."""
        while self._after_s and not self._is_said:
            upcoming = asyncio.ensure_future(anext(actions, None))
            try:
                if not await self._comes(upcoming, since):
                    self._is_said = True
                    self._stopwatch.bridged()
                    for say in self._dialogue.bridge():
                        yield say
                action = await upcoming
            finally:
                upcoming.cancel()
                await asyncio.gather(upcoming, return_exceptions=True)
            if action is None:
                return
            yield action
            if isinstance(action, Say):
                break
        async for action in actions:
            yield action

    async def _comes(self, upcoming: "asyncio.Future[Action | None]", since: float) -> bool:
        left_s = since + self._after_s - self._clock.monotonic()
        try:
            async with self._clock.timeout(max(0.0, left_s)):
                await asyncio.wait((upcoming,))
        except TimeoutError:
            return upcoming.done()
        return True
