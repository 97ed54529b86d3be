"""What a conversation asks of speech providers, without saying how they are reached."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import translation_service_pb2 as translation_pb2
from voicera.ai.v1 import usage_pb2
from voicera_voice.audio.format import AudioFormat
from voicera_voice.dialogue.interface import Expectation, LanguageModel
from voicera_voice.playback.utterance import WordStart
from voicera_voice.providers.chain import ProviderListener
from voicera_voice.providers.health import Health
from voicera_voice.providers.kept_translations import KeptTranslations


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The caller began to speak."""


@dataclass(frozen=True, slots=True)
class Finalize:
    """The caller stopped: one final transcript with this number is due."""

    utterance: int


RecognizerInput = bytes | SpeechStarted | Finalize | Expectation


@dataclass(frozen=True, slots=True)
class Transcript:
    """`utterance` is the number of the `Finalize` it answers, 0 for interim ones and a vendor's own finals."""

    text: str
    final: bool
    utterance: int = 0
    confidence: float | None = None
    processing_ms: float = 0.0
    usage: tuple[usage_pb2.Usage, ...] = ()
    language: str = ""
    """What was heard, BCP-47, if the recognizer says."""


class RecognizerStream(Protocol):
    """Every method raises ServiceError when the provider fails."""

    async def send(self, item: RecognizerInput) -> None: ...

    def transcripts(self) -> AsyncIterator[Transcript]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SegmentAudio:
    """`words` are those whose times came since the last piece."""

    segment_id: int
    audio: bytes
    processing_ms: float = 0.0
    words: tuple[WordStart, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentEnd:
    segment_id: int
    words: tuple[WordStart, ...] = ()
    usage: tuple[usage_pb2.Usage, ...] = ()


class SynthesizerStream(Protocol):
    """Every method raises ServiceError when the provider fails."""

    async def speak(self, segment_id: int, text: str) -> None: ...

    async def cancel(self, cancel_id: int) -> None: ...

    def speech(self) -> AsyncIterator[SegmentAudio | SegmentEnd]: ...

    def close(self) -> None: ...


class Providers(Protocol):
    """Opens streams for one organization; raises ServiceError."""

    @property
    def health(self) -> Health: ...

    async def recognizer(
        self,
        choice: spec_pb2.SpeechToTextChoice,
        language: str,
        form: AudioFormat,
        expectation: Expectation,
        *,
        interim: bool,
        other_languages: Sequence[str] = (),
    ) -> RecognizerStream:
        """`other_languages` are those to tell from `language`, as far as the adapter can."""

    async def synthesizer(
        self, choice: spec_pb2.TextToSpeechChoice, language: str, form: AudioFormat
    ) -> SynthesizerStream: ...

    @property
    def kept_translations(self) -> KeptTranslations: ...

    async def translate(
        self, request: translation_pb2.TranslateRequest
    ) -> translation_pb2.TranslateResponse: ...

    def language_model(
        self,
        choices: Sequence[spec_pb2.LanguageModelChoice],
        listener: ProviderListener,
        hedge_after_s: float = 0.0,
    ) -> LanguageModel | None:
        """The model of an agent, None if it has none; `hedge_after_s` 0 asks one at a time."""
        ...
