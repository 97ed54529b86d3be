"""What a vendor of speech-to-speech models implements."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from voicera_adapters.account import Account
from voicera_adapters.audio import AudioFormat
from voicera_adapters.contract import Adapter, Message, Tool, ToolCall


@dataclass(frozen=True, slots=True)
class TalkOptions:
    """`format` is that of all audio; an empty `language` follows the caller. What else is empty, the vendor chooses."""

    model: str
    voice: str
    language: str
    format: AudioFormat
    instructions: str
    tools: Sequence[Tool]
    messages: Sequence[Message]
    temperature: float | None
    settings: Mapping[str, Any]
    account: Account = field(default_factory=Account)


@dataclass(frozen=True, slots=True)
class CallerStarted:
    """`at_ms` counts from the first sample of the stream; None where the vendor does not say."""

    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class CallerStopped:
    """`at_ms` counts from the first sample of the stream; None where the vendor does not say."""

    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class CallerTranscript:
    """The words of the caller's turn so far, or all of them if `final`."""

    text: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class AnswerAudio:
    """`audio` is in the wanted format; `answer` counts from 1."""

    answer: int
    audio: bytes


@dataclass(frozen=True, slots=True)
class AnswerText:
    answer: int
    delta: str


class Outcome(Enum):
    COMPLETED = 1
    INTERRUPTED = 2
    LENGTH = 3
    CONTENT_FILTER = 4


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """No token is counted twice: `text_read` and `audio_read` are those that did not come from a cache."""

    text_read: int = 0
    audio_read: int = 0
    cached_read: int = 0
    text_written: int = 0
    audio_written: int = 0

    def __add__(self, other: "TokenUsage") -> "TokenUsage":
        return TokenUsage(
            self.text_read + other.text_read,
            self.audio_read + other.audio_read,
            self.cached_read + other.cached_read,
            self.text_written + other.text_written,
            self.audio_written + other.audio_written,
        )


@dataclass(frozen=True, slots=True)
class AnswerEnd:
    answer: int
    outcome: Outcome
    usage: TokenUsage


Event = CallerStarted | CallerStopped | CallerTranscript | AnswerAudio | AnswerText | ToolCall | AnswerEnd


class Talk(Protocol):
    """One conversation. What it is told comes one at a time, in the order of the stream; `events` is read meanwhile."""

    async def hear(self, audio: bytes) -> None: ...

    async def say(self, message: Message) -> None:
        """Take what was said without audio, by the USER or the SYSTEM; it is answered."""

    async def tool_result(self, tool_call_id: str, result: str) -> None:
        """Take a result as JSON; the model goes on once all calls of its answer have one."""

    async def played(self, answer: int, played_ms: int) -> None:
        """Remember no more of an interrupted answer than was heard, where the vendor can."""

    async def interrupt(self) -> None:
        """Stop the answer under way: nothing of it follows but its end."""

    async def update(self, instructions: str, tools: Sequence[Tool]) -> None: ...

    def events(self) -> AsyncGenerator[Event]:
        """Yield what the model does, until it fails: nothing of an answer after a CallerStarted but its end.

        Raises ServiceError when the vendor ends the conversation, and when it is late with what it owes.
        """


class Realtime(Adapter, Protocol):
    def talk(self, options: TalkOptions) -> AbstractAsyncContextManager[Talk]:
        """Open a conversation that listens; field violations are named from the configuration message on."""
