"""The seam between what a conversation decides and how it sounds: no audio on this side, no rules on the other.

The pipeline gives a dialogue one stimulus at a time and carries out the actions it yields, in order. It may close the
iterator at any time (the caller interrupted); `interrupted` then says how much of the last answer was heard.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from voicera.media.v1 import call_pb2


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the caller may say next, in the terms of `voicera.ai.v1.Expectation`, and whether keys count."""

    phrases: tuple[str, ...] = ()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    takes_digits: bool = False


@dataclass(frozen=True, slots=True)
class EnterNode:
    node_id: str
    title: str


class Wording(Enum):
    FREE = auto()
    """Made for this call, in the language in which the conversation thinks."""
    FIXED = auto()
    """The same in every call, in that language."""
    SPOKEN = auto()
    """In the caller's language already."""


@dataclass(frozen=True, slots=True)
class Say:
    """One speakable piece (a sentence or so). Pieces yielded between two `Listen`s make one utterance."""

    text: str
    node_id: str
    interruptible: bool = True
    wording: Wording = field(default=Wording.FREE, compare=False)
    """Where the text comes from; two pieces with the same text say the same."""


@dataclass(frozen=True, slots=True)
class SetVariable:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ToolCalled:
    name: str
    arguments_json: str
    result_json: str


@dataclass(frozen=True, slots=True)
class ModelTimed:
    """The model's first token arrived; `processing_ms` is the time inside the adapter, as it reported."""

    processing_ms: float


@dataclass(frozen=True, slots=True)
class IntentMatched:
    """The caller's last utterance meant this intent. Yielded before anything that follows from it."""

    name: str


@dataclass(frozen=True, slots=True)
class Prompted:
    """The caller was silent and is prompted, for the `count`-th time since they last spoke or pressed a key."""

    count: int


@dataclass(frozen=True, slots=True)
class Listen:
    """The caller's turn: everything was said. `digit_timeout_ms` > 0 asks for `digits_timed_out` after that pause."""

    expectation: Expectation
    digit_timeout_ms: int = 0


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call once everything was played."""

    reason: "call_pb2.EndReason.ValueType"
    disposition: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TransferTo:
    """Hand the call over once everything was played."""

    number: str


Action = (
    EnterNode
    | Say
    | SetVariable
    | ToolCalled
    | ModelTimed
    | IntentMatched
    | Prompted
    | Listen
    | HangUp
    | TransferTo
)


class Dialogue(Protocol):
    """One conversation's decisions. Stimuli come one at a time; each returns the actions that follow from it."""

    @property
    def node_id(self) -> str: ...

    @property
    def variables(self) -> Mapping[str, str]: ...

    def begin(self) -> AsyncIterator[Action]:
        """The call is connected."""

    def hear(self, text: str) -> AsyncIterator[Action]:
        """The caller's turn is over; `text` is empty if nothing was understood."""

    def press(self, digit: str) -> AsyncIterator[Action]:
        """The caller pressed a key."""

    def digits_timed_out(self) -> AsyncIterator[Action]:
        """No further key came within `Listen.digit_timeout_ms`."""

    def stay_silent(self) -> AsyncIterator[Action]:
        """The caller said nothing for the policy's time: prompts, then says goodbye and hangs up."""

    def run_out(self) -> AsyncIterator[Action]:
        """The longest duration is reached: says goodbye and hangs up."""

    def bridge(self) -> list[Say]:
        """The answer takes its time: return what to say meanwhile. May be asked for while an answer is awaited."""

    def interrupted(self, heard: str) -> None:
        """The caller cut the last utterance off; `heard` is the part that was played."""

    def instruct(self, text: str) -> None:
        """An operator wants a language model to follow this from its next answer on."""

    def say(self, text: str) -> AsyncIterator[Action]:
        """An operator has the agent say this, word for word."""

    def overhear(self, texts: Sequence[str]) -> None:
        """An operator has talked with the caller, who said this."""

    def resume(self) -> AsyncIterator[Action]:
        """The agent goes on after an operator, where it was: asks again what it wanted to know."""

    def follow(self, language: str) -> None:
        """The caller speaks this language (BCP-47) from here on."""


@dataclass(frozen=True, slots=True)
class ModelMessage:
    role: str  # "system", "user", "assistant" or "tool"
    text: str = ""
    tool_calls: tuple["ModelToolCall", ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True)
class ModelToolCall:
    id: str
    name: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ModelTool:
    name: str
    description: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str
    processing_ms: float = 0.0


ModelDelta = TextDelta | ModelToolCall


class LanguageModel(Protocol):
    """A chain of language models, already chosen and set up; raises `voicera_kit.errors.ServiceError`."""

    def generate(
        self, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
    ) -> AsyncIterator[ModelDelta]: ...
