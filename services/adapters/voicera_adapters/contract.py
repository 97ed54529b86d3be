"""What a vendor implements: recognizers, synthesizers, language models and translators in plain Python types.

What a vendor of realtime models implements is in `voicera_adapters.realtime`.

Vendors raise `voicera_kit.errors.ServiceError`; field violations are named from the configuration message on ("voice",
"settings.pitch").
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from voicera_adapters.account import Account
from voicera_adapters.audio import AudioFormat


class Modality(Enum):
    SPEECH_TO_TEXT = 1
    TEXT_TO_SPEECH = 2
    LANGUAGE_MODEL = 3
    TRANSLATION = 4
    REALTIME = 5


@dataclass(frozen=True, slots=True)
class Voice:
    """`language` is empty for a voice of every language of its adapter; `also` are others it is made for."""

    id: str
    display_name: str
    language: str
    also: tuple[str, ...] = ()

    def speaks(self, language: str) -> bool:
        """Tell whether it speaks the language, in whatever region."""
        if not self.language:
            return True
        wanted = language.partition("-")[0].lower()
        return any(each.partition("-")[0].lower() == wanted for each in (self.language, *self.also))


@dataclass(frozen=True, slots=True)
class SpeechToTextCapabilities:
    """`detected_languages` are those it tells apart from others, empty for all; `model_detected_languages` by model."""

    interim_results: bool
    phrase_hints: bool
    closed_grammar: bool
    word_times: bool
    sample_rates_hz: tuple[int, ...]
    language_detection: bool = False
    confidence: bool = False
    detected_languages: tuple[str, ...] = ()
    model_detected_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextToSpeechCapabilities:
    streaming: bool
    word_times: bool
    sample_rates_hz: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LanguageModelCapabilities:
    streaming: bool
    tools: bool
    response_schema: bool = False


@dataclass(frozen=True, slots=True)
class TranslationCapabilities:
    formality: bool
    glossary: bool


@dataclass(frozen=True, slots=True)
class RealtimeCapabilities:
    tools: bool
    caller_transcripts: bool
    sample_rates_hz: tuple[int, ...]


Capabilities = (
    SpeechToTextCapabilities
    | TextToSpeechCapabilities
    | LanguageModelCapabilities
    | TranslationCapabilities
    | RealtimeCapabilities
)


@dataclass(frozen=True, slots=True)
class Description:
    """What the catalogue says of an adapter.

    `settings` is the model its settings are read with, `account` the one of the credential it works with, if any.
    `model_languages` has the models that do not work in all of `languages`. `server` is the address of the server of
    one's own it works with; a vendor's service is none.
    """

    id: str
    modality: Modality
    display_name: str
    languages: tuple[str, ...]
    capabilities: Capabilities
    settings: type[BaseModel]
    voices: tuple[Voice, ...] = ()
    models: tuple[str, ...] = ()
    any_model: bool = False
    any_voice: bool = False
    unavailable_reason: str = ""
    account: type[Account] | None = None
    model_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    server: str = ""

    def speaks(self, language: str) -> bool:
        """True for a listed code and for regional forms of a listed bare language."""
        known = {each.lower() for each in self.languages}
        wanted = language.lower()
        return "*" in known or wanted in known or wanted.split("-")[0] in known


class Adapter(Protocol):
    @property
    def description(self) -> Description: ...


@dataclass(frozen=True, slots=True)
class Expectation:
    """Phrases may hold {name} for any phrase of the class of that name."""

    phrases: tuple[str, ...] = ()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Word:
    """Times count from the first sample of the stream."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """`confidence` is None where the vendor does not say."""

    text: str = ""
    final: bool = False
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class RecognizerOptions:
    model: str
    language: str
    format: AudioFormat
    interim_results: bool
    settings: Mapping[str, Any]
    expectation: Expectation
    account: Account = field(default_factory=Account)
    other_languages: tuple[str, ...] = ()


class Recognizer(Protocol):
    """One caller. Calls come one at a time, in the order of the stream."""

    async def hear(self, audio: bytes) -> None: ...

    async def speech_started(self) -> None: ...

    async def expect(self, expectation: Expectation) -> None: ...

    async def finalize(self) -> Transcript:
        """Return what was said since the last time, with empty text if nothing was understood."""


Emit = Callable[[Transcript], None]
"""Takes transcripts a recognizer gives unasked: interim ones and a vendor's own finals."""


class SpeechToText(Adapter, Protocol):
    def recognizer(
        self, options: RecognizerOptions, emit: Emit
    ) -> AbstractAsyncContextManager[Recognizer]: ...


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """`start_ms` counts from the first sample of the segment."""

    text: str
    start_ms: int


@dataclass(frozen=True, slots=True)
class SynthesizerOptions:
    """`speaking_rate` 1 is normal."""

    voice: str
    language: str
    format: AudioFormat
    speaking_rate: float
    settings: Mapping[str, Any]
    account: Account = field(default_factory=Account)


class Synthesizer(Protocol):
    """One agent's voice. One text at a time; closing the generator stops the vendor at once."""

    def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        """Yield audio in the wanted format and, in any order with it, words."""


class TextToSpeech(Adapter, Protocol):
    def synthesizer(self, options: SynthesizerOptions) -> AbstractAsyncContextManager[Synthesizer]: ...


@runtime_checkable
class VoiceLister(Adapter, Protocol):
    """An adapter whose vendor says what voices an account has."""

    async def voices(self, account: Account) -> Sequence[Voice]:
        """Return them in any order; those in languages the adapter does not work in are no use."""


class Role(Enum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """`parameters` is the JSON Schema of the arguments."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Generation:
    """A conversation to answer; `temperature` None and `max_output_tokens` 0 are the vendor's defaults."""

    model: str
    messages: Sequence[Message]
    tools: Sequence[Tool] = ()
    temperature: float | None = None
    max_output_tokens: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    account: Account = field(default_factory=Account)
    response_schema: Mapping[str, Any] | None = None


class FinishReason(Enum):
    STOP = 1
    LENGTH = 2
    TOOL_CALLS = 3
    CONTENT_FILTER = 4


@dataclass(frozen=True, slots=True)
class Finish:
    """Token counts are 0 where the vendor does not say; `input_tokens` has the cached ones in it."""

    reason: FinishReason
    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0


class LanguageModel(Adapter, Protocol):
    def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        """Yield pieces of text and complete tool calls, then one Finish; closing it stops the vendor's request."""


class Formality(Enum):
    DEFAULT = 0
    FORMAL = 1
    INFORMAL = 2


@dataclass(frozen=True, slots=True)
class Translation:
    """Texts to translate; `glossary` maps terms to their translations."""

    model: str
    texts: tuple[str, ...]
    source_language: str
    target_language: str
    formality: Formality = Formality.DEFAULT
    glossary: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    account: Account = field(default_factory=Account)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a language model read and wrote; `read` has the cached ones in it."""

    read: int
    written: int
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Translated:
    """One translation for each text, in order; `tokens` where the vendor counts them, and not characters."""

    texts: tuple[str, ...]
    tokens: Tokens | None = None


class Translator(Adapter, Protocol):
    async def translate(self, translation: Translation) -> Translated: ...
