"""Follows a script on a line and notes what happened at each step."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from vobiz_sim.caller.repertoire import Repertoire, spoken_text
from vobiz_sim.caller.script import (
    DropSocket,
    HangUp,
    Interrupt,
    Listen,
    Mute,
    PlayWav,
    Press,
    Say,
    Step,
    Wait,
    WaitHangup,
    step_name,
)
from vobiz_sim.line.line import Line
from vobiz_sim.ticker import FRAME_MS

_FOREVER_MS = 24 * 3600 * 1000


@dataclass(slots=True)
class StepNote:
    """Times in ms since the caller was connected."""

    step: str
    started_ms: int
    ended_ms: int | None = None
    outcome: str = "cut short"


class Actor:
    """Plays one caller; `hang_up` is told when the caller puts the phone down."""

    def __init__(self, line: Line, repertoire: Repertoire, hang_up: Callable[[], None]) -> None:
        self._line = line
        self._repertoire = repertoire
        self._hang_up = hang_up
        self.notes: list[StepNote] = []
        self.dismissed = False

    async def perform(self) -> None:
        steps = self._repertoire.script.steps
        for step in steps:
            note = StepNote(step_name(step), self._now_ms())
            self.notes.append(note)
            done = await self._do(step)
            note.ended_ms = self._now_ms()
            note.outcome = "done" if done else "timed out"
            if not done:
                break
        if steps:
            self._hang_up()
        else:
            await asyncio.get_running_loop().create_future()

    def conclude(self) -> None:
        """The call is over: a step that waited for exactly this has succeeded, one cut off is no failure."""
        if self.notes and self.notes[-1].ended_ms is None:
            note = self.notes[-1]
            note.ended_ms = self._now_ms()
            if note.step == step_name(WaitHangup()):
                note.outcome = "done"
            elif self.dismissed:
                note.outcome = "cut off"

    def _now_ms(self) -> int:
        return self._line.ticks * FRAME_MS

    async def _do(self, step: Step) -> bool:
        match step:
            case Listen():
                return await self._listen(step)
            case Wait():
                await self._line.pause(step.ms)
            case Say() | PlayWav():
                return await self._say(step)
            case Press():
                await self._press(step)
            case Interrupt():
                audible = await self._agent_audible(step.after_ms, step.timeout_ms)
                return audible and await self._say(step)
            case HangUp():
                return await self._leave(step)
            case DropSocket():
                self._line.drop_socket()
            case WaitHangup():
                await self._line.pause(step.timeout_ms)
                return False
            case Mute():
                self._line.mouth.muted = step.on
        return True

    async def _listen(self, step: Listen) -> bool:
        line = self._line

        def quiet_again() -> bool:
            return line.ear.last_heard > line.mark and line.ear.silent_ms(line.position) >= step.silence_ms

        heard = await line.until(quiet_again, step.timeout_ms)
        line.mark = max(line.mark, line.position)
        return heard

    async def _say(self, step: Step) -> bool:
        line = self._line
        line.say(self._repertoire[step], spoken_text(step))
        return await line.until(lambda: not line.mouth.busy, _FOREVER_MS)

    async def _press(self, step: Press) -> None:
        for digit in step.digits:
            self._line.press(digit)
            await self._line.pause(step.gap_ms)

    async def _agent_audible(self, audible_ms: int, timeout_ms: int) -> bool:
        line = self._line
        return await line.until(
            lambda: line.ear.audible_ms(line.position, line.mark) >= max(1, audible_ms), timeout_ms
        )

    async def _leave(self, step: HangUp) -> bool:
        line = self._line
        if step.agent_audible_ms and not await self._agent_audible(step.agent_audible_ms, step.timeout_ms):
            return False
        if step.say:
            line.say(self._repertoire[step], step.say)
            await line.until(lambda: not line.mouth.busy, step.after_ms or _FOREVER_MS)
            line.hush()
        self._hang_up()
        return True
