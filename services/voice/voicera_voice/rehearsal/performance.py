"""Holds one conversation from its beginning, as a call would, without its audio."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.build import build_dialogue
from voicera_voice.dialogue.facts import CallFacts
from voicera_voice.dialogue.interface import (
    Action,
    EnterNode,
    HangUp,
    IntentMatched,
    LanguageModel,
    Listen,
    SetVariable,
    ToolCalled,
    TransferTo,
)
from voicera_voice.dialogue.tongue import Tongue
from voicera_voice.rehearsal.model import Cue, Rehearsal, Step
from voicera_voice.rehearsal.refusal import over, stale
from voicera_voice.rehearsal.tape import Tape, TapeEndedError

CALL_ID: Final = "rehearsal"
_Note = Callable[[Action], None]


class Performance:
    """A step's route is all it led to but words: nodes, intents, values, tools and the end.

    A spec may change in between as long as the steps so far lead where they did.
    """

    def __init__(self, spec: spec_pb2.AgentSpec, began: Rehearsal, model: LanguageModel | None) -> None:
        facts = CallFacts(CALL_ID, began.today, call_pb2.DIRECTION_BROWSER)
        self._tape = Tape(model) if model else None
        self._dialogue = build_dialogue(spec, began.variables, self._tape, facts)
        self._dialogue.follow(Tongue(spec).written)
        self._listening = True
        self._pauses = False

    @property
    def node_id(self) -> str:
        return self._dialogue.node_id

    @property
    def variables(self) -> Mapping[str, str]:
        return self._dialogue.variables

    @property
    def is_over(self) -> bool:
        return not self._listening

    async def replay(self, step: Step) -> None:
        """Take a step again without asking a model; REHEARSAL_STATE_STALE if it leads elsewhere."""
        if self._tape:
            self._tape.replay(step.answers)
        try:
            route = await self._take(step.cue, _unnoted)
        except TapeEndedError:
            raise stale() from None
        is_played = self._tape.is_played if self._tape else not step.answers
        if route != step.route or not is_played:
            raise stale()

    async def take(self, cue: Cue, note: _Note) -> Step:
        """Take a new step; models are asked."""
        if self.is_over:
            raise over()
        if self._tape:
            self._tape.go_live()
        route = await self._take(cue, note)
        return Step(cue=cue, answers=tuple(self._tape.answers) if self._tape else (), route=route)

    async def _take(self, cue: Cue, note: _Note) -> str:
        route: list[tuple[str, ...]] = []
        async for action in self._actions(cue):
            note(action)
            route += [turn] if (turn := _turn(action)) else []
            if isinstance(action, HangUp | TransferTo):
                self._listening = False
            elif isinstance(action, Listen):
                self._pauses = action.digit_timeout_ms > 0
        return hashlib.blake2b(json.dumps(route).encode(), digest_size=8).hexdigest()

    async def _actions(self, cue: Cue) -> AsyncIterator[Action]:
        if cue.kind == "digits":
            async for action in self._pressed(cue.said):
                yield action
            return
        stimuli = {
            "begin": self._dialogue.begin,
            "text": lambda: self._dialogue.hear(cue.said),
            "silence": self._dialogue.stay_silent,
        }
        async for action in stimuli[cue.kind]():
            yield action

    async def _pressed(self, digits: str) -> AsyncIterator[Action]:
        """One key after the other while somebody listens, then the pause that ends what takes more keys."""
        for digit in digits:
            if not self.is_over:
                async for action in self._dialogue.press(digit):
                    yield action
        if self._pauses and not self.is_over:
            async for action in self._dialogue.digits_timed_out():
                yield action


def _turn(action: Action) -> tuple[str, ...]:
    """Return what the action adds to the route; nothing for words."""
    match action:
        case EnterNode(name) | IntentMatched(name) | ToolCalled(name) | TransferTo(name):
            return (type(action).__name__, name)
        case SetVariable(name, value):
            return ("SetVariable", name, value)
        case HangUp():
            return ("HangUp",)
        case _:
            return ()


def _unnoted(action: Action) -> None:
    """What happened when a step was taken first was told then."""
