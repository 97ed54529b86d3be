"""Brings what happens in the call before the dialogue, one thing at a time, and carries out what it decides."""

from collections.abc import AsyncIterator
from typing import Protocol

from voicera_kit.clock import Clock
from voicera_voice.closing import closing
from voicera_voice.dialogue.interface import (
    Action,
    Dialogue,
    EnterNode,
    Expectation,
    HangUp,
    IntentMatched,
    Listen,
    ModelTimed,
    Prompted,
    Say,
    SetVariable,
    ToolCalled,
    TransferTo,
)
from voicera_voice.languages.caller import Heard
from voicera_voice.languages.interpreter import Interpreter
from voicera_voice.pipeline.bridge import Bridge
from voicera_voice.pipeline.chronicle import Chronicle
from voicera_voice.pipeline.floor import Floor, FloorState
from voicera_voice.pipeline.frames import (
    BargeIn,
    CallerStarted,
    ExpectationChanged,
    FinalStimulus,
    KeyArrived,
    SentenceReady,
    Stimulus,
    TurnLate,
    TurnTranscribed,
    UtteranceOver,
    UtteranceReady,
)
from voicera_voice.pipeline.latency import Stopwatch
from voicera_voice.pipeline.patience import Patience
from voicera_voice.pipeline.pipecat import Frame
from voicera_voice.pipeline.stage import Stage
from voicera_voice.pipeline.takeover import Takeover
from voicera_voice.pipeline.waiting import Waiting
from voicera_voice.providers.translation import NoTranslatorLeftError


class Conclusion(Protocol):
    def conclude(self, action: HangUp | TransferTo) -> None:
        """Everything was said: the call ends this way."""


class Responder(Stage):
    """Holds turns and keys while the agent has the floor; an interruption drops the answer being given."""

    def __init__(
        self,
        dialogue: Dialogue,
        floor: Floor,
        chronicle: Chronicle,
        stopwatch: Stopwatch,
        patience: Patience,
        conclusion: Conclusion,
        interpreter: Interpreter,
        bridge: Bridge,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._dialogue = dialogue
        self._interpreter = interpreter
        self._floor = floor
        self._chronicle = chronicle
        self._stopwatch = stopwatch
        self._patience = patience
        self._conclusion = conclusion
        self._bridge = bridge
        self._call_clock = clock
        self._held = Waiting()
        self.takeover = Takeover(self, dialogue, floor, chronicle, patience, self._held)
        self._listening_for = Listen(Expectation())
        self._given: Stimulus | None = None
        self._stale_overs = 0
        self._running_out = False
        patience.bind(silent=self._silent, digits=self._digits_ended, run_out=self._run_out)

    async def begin(self) -> None:
        """The call is connected: let the dialogue speak first."""
        self._patience.call_began()
        await self._give(Stimulus("begin"))

    async def media_changed(self, *, lost: bool) -> None:
        self._floor.media_lost = lost
        if lost:
            self._patience.stop()
        elif self._floor.listening and not self._floor.operated:
            self._patience.listen(self._listening_for.digit_timeout_ms)

    def wind_up(self) -> None:
        """The call is over: note what the caller said and nobody answered."""
        self._take_back()
        self.takeover.wind_up()

    async def take(self, frame: Frame) -> bool:
        match frame:
            case CallerStarted():
                self._bridge.caller_acted()
                self._patience.stop()
            case TurnLate():
                await self._turn_late()
            case TurnTranscribed():
                await self._turn_came(frame)
            case KeyArrived():
                await self._key_came(frame.digit)
            case UtteranceOver():
                await self._utterance_over(frame)
            case FinalStimulus() | Stimulus():
                await self._answer(frame)
            case BargeIn():
                self._interrupted()
                return False
            case _:
                return False
        return True

    async def _turn_came(self, turn: TurnTranscribed) -> None:
        self._held.add_turn(turn, held=not self._floor.listening and not self._floor.interrupting)
        await self.proceed()

    async def _key_came(self, digit: str) -> None:
        self._chronicle.key_pressed(digit)
        self._bridge.caller_acted()
        self._patience.stop()
        self._held.add(Stimulus("press", digit=digit))
        if self._listening_for.expectation.takes_digits and self._floor.may_interrupt:
            await self.interrupt()
        await self.proceed()

    async def interrupt(self) -> None:
        self._floor.interrupting = True
        await self.queue_frame(BargeIn())

    def _interrupted(self) -> None:
        self._patience.stop()
        self._take_back()

    def _take_back(self) -> None:
        """What was not begun yet is kept for later."""
        if self._given is not None:
            self._held.put_back(self._given)
            self._given = None

    async def _utterance_over(self, frame: UtteranceOver) -> None:
        if frame.spoken.interrupted and self._stale_overs:
            self._stale_overs -= 1
            return
        if self._floor.interrupting and not frame.spoken.interrupted:
            self._stale_overs += 1  # it ended by itself while the interruption was under way
        self._floor.guarded = self._floor.interrupting = False
        self._chronicle.agent_said(frame.spoken)
        if frame.spoken.interrupted and not self._running_out:
            self._dialogue.interrupted(frame.spoken.meant_heard)
        if frame.then is not None:
            self._conclusion.conclude(frame.then)
        elif self._running_out:
            self._running_out = False
            await self._give(FinalStimulus("run_out"))
        elif not self._floor.closing:
            self._floor.enter(FloorState.LISTENING)
            await self.proceed()

    async def proceed(self) -> None:
        """Give the dialogue what waits for it; if nothing does, wait for the caller."""
        if not self._floor.listening or self._floor.closing:
            return
        if self._floor.operated:
            await self.takeover.overhear()
        elif (stimulus := self._held.next(caller_speaking=self._floor.caller_speaking)) is not None:
            await self._give(stimulus)
        elif not self._floor.caller_speaking and not self._floor.media_lost:
            self._patience.listen(self._listening_for.digit_timeout_ms)

    async def _give(self, stimulus: Stimulus) -> None:
        self._patience.stop()
        self._floor.enter(FloorState.THINKING)
        self._given = stimulus
        await self.queue_frame(stimulus)

    async def _answer(self, stimulus: Stimulus) -> None:
        waited_since = self._call_clock.monotonic()
        if stimulus.kind == "overhear":
            self._stopwatch.forget()
        elif stimulus.turn is not None and not stimulus.held:
            self._stopwatch.turn_ended(self._chronicle.turns + 1, stimulus.turn)
            waited_since = stimulus.turn.decided_at
        else:
            self._stopwatch.forget()
        try:
            await self._respond(stimulus, waited_since)
        except NoTranslatorLeftError:
            self._floor.closing = True  # the call's end was asked for

    async def _respond(self, stimulus: Stimulus, waited_since: float) -> None:
        if stimulus.turn is not None:
            await self._understand(stimulus.turn)
        if stimulus.kind == "overhear" and stimulus.turn is not None:
            self.takeover.overheard(stimulus.turn)
            return
        self._given = None
        concluded = False
        async with (
            closing(self._with_turn_noted(stimulus)) as decided,
            closing(self._bridge.over(decided, waited_since)) as actions,
        ):
            async for action in actions:
                concluded = await self._carry_out(action) or concluded
        if not concluded:
            await self.push_frame(UtteranceReady())

    async def _understand(self, turn: TurnTranscribed) -> None:
        """What is interrupted here is not lost: it belongs to the caller's next turn."""
        understood = await self._interpreter.understand(Heard(turn.text, turn.language, turn.confidence))
        turn.language, turn.translated = understood.language, understood.translated
        self._stopwatch.understood(understood.processing_ms)

    async def _with_turn_noted(self, stimulus: Stimulus) -> AsyncIterator[Action]:
        """Pass the dialogue's actions on, with the caller's words noted before what follows from them."""
        turn = stimulus.turn
        try:
            async with closing(self._actions_for(stimulus)) as actions:
                async for action in actions:
                    if turn is not None:
                        self._chronicle.caller_said(
                            turn, action.name if isinstance(action, IntentMatched) else ""
                        )
                        turn = None
                    yield action
        finally:
            if turn is not None:
                self._chronicle.caller_said(turn, "")

    def _actions_for(self, stimulus: Stimulus) -> AsyncIterator[Action]:
        if stimulus.turn is not None:
            return self._dialogue.hear(stimulus.turn.translated or stimulus.turn.text)
        if stimulus.digit:
            return self._dialogue.press(stimulus.digit)
        if stimulus.text:
            return self._dialogue.say(stimulus.text)
        occasions = {
            "begin": self._dialogue.begin,
            "bridge": self._say_bridge,
            "resume": self._dialogue.resume,
            "digits_timed_out": self._dialogue.digits_timed_out,
            "stay_silent": self._dialogue.stay_silent,
            "run_out": self._dialogue.run_out,
        }
        return occasions[stimulus.kind]()

    async def _carry_out(self, action: Action) -> bool:
        """Return True if the action ends the agent's utterance."""
        match action:
            case Say(_, node_id, interruptible):
                worded = await self._interpreter.word(action)
                self._stopwatch.worded(worded.processing_ms)
                self._floor.guarded = self._floor.guarded or not interruptible
                await self.push_frame(SentenceReady(worded.text, node_id, interruptible, worded.meant))
            case EnterNode():
                self._chronicle.entered(action)
            case SetVariable():
                self._chronicle.variable_set(action)
            case ToolCalled():
                self._chronicle.tool_called(action)
            case Prompted(count):
                self._chronicle.prompted(count)
            case ModelTimed(processing_ms):
                self._stopwatch.token_came(processing_ms)
            case Listen():
                await self._listen(action)
                return True
            case HangUp() | TransferTo():
                self._floor.closing = True
                await self.push_frame(UtteranceReady(then=action))
                return True
        return False

    async def _listen(self, action: Listen) -> None:
        self._listening_for = action
        await self.send_back(ExpectationChanged(self._interpreter.expectation(action.expectation)))
        await self.push_frame(UtteranceReady())

    async def _turn_late(self) -> None:
        """What the caller said is not known yet, and the agent has nothing else to say."""
        if self._is_idle and self._bridge.take():
            await self._give(Stimulus("bridge"))

    async def _say_bridge(self) -> AsyncIterator[Action]:
        for say in self._dialogue.bridge():
            yield say
        yield self._listening_for

    @property
    def _is_idle(self) -> bool:
        return self._floor.listening and not (self._floor.closing or self._floor.operated)

    async def _silent(self) -> None:
        if self._is_idle:
            await self._give(Stimulus("stay_silent"))

    async def _digits_ended(self) -> None:
        if self._is_idle:
            await self._give(Stimulus("digits_timed_out"))

    async def _run_out(self) -> None:
        """The longest duration is reached; the agent says goodbye whatever it was doing."""
        if self._floor.closing:
            return
        if self._floor.operated:
            self.takeover.end()
        self._floor.closing = self._floor.final = True
        if self._floor.listening:
            await self._give(FinalStimulus("run_out"))
        else:
            self._running_out = True
            await self.interrupt()
