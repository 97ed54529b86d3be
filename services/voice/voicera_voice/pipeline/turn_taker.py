"""Decides when the caller's turn begins, silences the agent, and ends."""

from dataclasses import dataclass, field
from typing import Protocol

from voicera_kit.clock import Clock
from voicera_voice.pipeline.floor import Floor
from voicera_voice.pipeline.frames import BargeIn, CallerStarted, CallerStopped, GuardLifted, TurnEnded
from voicera_voice.pipeline.pipecat import Frame
from voicera_voice.pipeline.policies import TurnPolicy
from voicera_voice.pipeline.stage import Stage
from voicera_voice.pipeline.timer import Spawn, Timer

_BEFORE_WAIT_S = 0.05


class FinishedJudge(Protocol):
    """Listens to the last seconds of the call."""

    async def is_finished(self, speech_s: float) -> bool:
        """Judge the last `speech_s` seconds of audio."""


@dataclass(slots=True)
class _Turn:
    began_at: float
    ended_at: float = 0.0
    utterances: list[int] = field(default_factory=list)


class TurnTaker(Stage):
    """Silence of `wait_ms` ends a turn; a judge, asked after `stop_ms` of it, may end it sooner."""

    def __init__(
        self,
        floor: Floor,
        policy: TurnPolicy,
        clock: Clock,
        spawn: Spawn,
        judge: FinishedJudge | None = None,
    ) -> None:
        super().__init__()
        self._floor = floor
        self._policy = policy
        self._wait_s = policy.wait_ms / 1000
        self._call_clock = clock
        self._spawn = spawn
        self._judge = judge
        self._turn: _Turn | None = None
        self._patience = Timer(clock, spawn, self._patience_ended)

    async def take(self, frame: Frame) -> bool:
        match frame:
            case CallerStarted():
                await self._started(frame)
                return True
            case CallerStopped():
                await self.push_frame(frame)
                self._stopped(frame)
                return True
            case GuardLifted():
                await self._guard_lifted()
                return True
        return False

    async def _started(self, frame: CallerStarted) -> None:
        self._floor.caller_speaking = True
        self._patience.stop()
        if self._turn is None:
            self._turn = _Turn(frame.began_at)
        if self._floor.may_interrupt:
            self._floor.interrupting = True
            await self.push_frame(BargeIn(frame.began_at))
        await self.push_frame(frame)

    def _stopped(self, frame: CallerStopped) -> None:
        self._floor.caller_speaking = False
        turn = self._turn or _Turn(frame.ended_at)
        self._turn = turn
        turn.ended_at = frame.ended_at
        turn.utterances.append(frame.utterance)
        self._patience.start(max(0.0, frame.ended_at + self._wait_s - self._call_clock.monotonic()))
        if self._judge is not None:
            self._spawn(self._ask(self._judge, turn, len(turn.utterances)))

    async def _guard_lifted(self) -> None:
        """The caller went on speaking through a sentence that had to be heard; now the agent gives way."""
        if self._floor.caller_speaking and self._floor.may_interrupt and self._turn is not None:
            self._floor.interrupting = True
            await self.push_frame(BargeIn(self._turn.began_at))

    async def _ask(self, judge: FinishedJudge, turn: _Turn, utterances: int) -> None:
        asked_at = self._call_clock.monotonic()
        left_s = turn.ended_at + self._wait_s - _BEFORE_WAIT_S - asked_at
        if left_s <= 0:
            return
        try:
            async with self._call_clock.timeout(left_s):
                finished = await judge.is_finished(asked_at - turn.began_at)
        except TimeoutError:
            return  # the wait is the answer
        same = self._turn is turn and len(turn.utterances) == utterances and not self._floor.caller_speaking
        if finished and same:
            self._patience.stop()
            await self._end(self._policy.stop_ms)

    async def _patience_ended(self) -> None:
        await self._end(self._policy.wait_ms)

    async def _end(self, waited_ms: float) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            now = self._call_clock.monotonic()
            await self.push_frame(
                TurnEnded(tuple(turn.utterances), turn.began_at, turn.ended_at, now, waited_ms)
            )
