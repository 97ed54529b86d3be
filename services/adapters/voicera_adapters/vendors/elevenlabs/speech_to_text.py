"""Recognizes with ElevenLabs' Scribe over its real-time WebSocket (/v1/speech-to-text/realtime)."""

import base64
import json
import math
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.accounts import account_of
from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import (
    Description,
    Emit,
    Expectation,
    Modality,
    Recognizer,
    RecognizerOptions,
    SpeechToText,
    SpeechToTextCapabilities,
    Word,
)
from voicera_adapters.hints import terms_of
from voicera_adapters.languages import code_in, language_in
from voicera_adapters.listening import listening
from voicera_adapters.net import flag, key_rejected, quota_exhausted, refusal
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import Formats
from voicera_adapters.streaming import Flushed, Heard, Message
from voicera_adapters.vendors.elevenlabs.account import BASE_URL, ElevenLabsAccount
from voicera_kit.errors import ServiceError, Unavailable

LANGUAGES: Final = MappingProxyType({
    "en-IN": "eng",
    "en": "eng",
    "as": "asm",
    "bn": "ben",
    "gu": "guj",
    "hi": "hin",
    "kn": "kan",
    "ml": "mal",
    "mr": "mar",
    "ne": "nep",
    "or": "ori",
    "pa": "pan",
    "sd": "snd",
    "ta": "tam",
    "te": "tel",
    "ur": "urd",
    "ar": "ara",
    "cs": "ces",
    "da": "dan",
    "de": "deu",
    "el": "ell",
    "es": "spa",
    "fa": "fas",
    "fi": "fin",
    "fil": "fil",
    "fr": "fra",
    "he": "heb",
    "hu": "hun",
    "id": "ind",
    "it": "ita",
    "ja": "jpn",
    "ko": "kor",
    "ms": "msa",
    "my": "mya",
    "nl": "nld",
    "no": "nor",
    "pl": "pol",
    "pt": "por",
    "ro": "ron",
    "ru": "rus",
    "sv": "swe",
    "sw": "swa",
    "th": "tha",
    "tr": "tur",
    "uk": "ukr",
    "vi": "vie",
    "zh": "zho",
})
"""BCP-47 to ISO 639-3."""
MODELS: Final = ("scribe_v2_realtime",)
MAX_KEYTERMS: Final = 50
LONGEST_KEYTERM: Final = 20
_FORMATS: Final = Formats((8_000, 16_000, 22_050, 24_000, 44_100, 48_000))
_NAMES: Final = MappingProxyType({Encoding.MULAW: "ulaw", Encoding.PCM_S16LE: "pcm"})
_NOTHING_TO_COMMIT: Final = frozenset({"commit_throttled", "insufficient_audio_activity"})


class ScribeSettings(BaseModel):
    """Absent means ElevenLabs' default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    no_verbatim: bool = Field(default=False, title="Leave out filler words and false starts")
    filter_background_audio: bool = Field(default=False, title="Filter background sound")
    enable_logging: bool = Field(
        default=True,
        title="Let ElevenLabs keep the audio",
        description="Turning it off is zero retention, which only enterprise accounts have.",
    )


DESCRIPTION: Final = Description(
    id="elevenlabs",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="ElevenLabs Scribe",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=True,
        phrase_hints=True,
        closed_grammar=False,
        word_times=True,
        sample_rates_hz=_FORMATS.pcm_hz,
        language_detection=True,
        confidence=True,
    ),
    settings=ScribeSettings,
    models=MODELS,
    any_model=True,
    account=ElevenLabsAccount,
)


class Live:
    """A Dialect. Of the two messages that answer a commit only the one with words and language is read."""

    def __init__(self, options: RecognizerOptions, settings: ScribeSettings) -> None:
        self.format: AudioFormat = _FORMATS.best(options.format)
        self._options = options
        self._settings = settings

    def query(self) -> str:
        settings, options = self._settings, self._options
        asked = [
            ("model_id", options.model or MODELS[0]),
            ("audio_format", f"{_NAMES[self.format.encoding]}_{self.format.sample_rate_hz}"),
            ("commit_strategy", "manual"),
            ("include_timestamps", "true"),
            ("include_language_detection", "true"),
            ("no_verbatim", flag(on=settings.no_verbatim)),
            ("filter_background_audio", flag(on=settings.filter_background_audio)),
            ("enable_logging", flag(on=settings.enable_logging)),
        ]
        if not options.other_languages:
            asked.append(("language_code", code_in(LANGUAGES, options.language)))
        terms = terms_of(options.expectation, most=MAX_KEYTERMS, longest=LONGEST_KEYTERM)
        return urlencode([*asked, *(("keyterms", each) for each in terms)])

    def opening(self) -> Sequence[Message]:
        return ()

    def audio(self, block: bytes) -> Message:
        return self._chunk(block, commit=False)

    def flush(self) -> Sequence[Message]:
        return (self._chunk(b"", commit=True),)

    def keep_alive(self) -> Sequence[Message]:
        """Return a tenth of a second of silence: Scribe has no message for it."""
        silence = b"\xff" if self.format.encoding is Encoding.MULAW else b"\0\0"
        return (self._chunk(silence * (self.format.sample_rate_hz // 10), commit=False),)

    def expect(self, expectation: Expectation) -> Sequence[Message]:
        """Hints are a part of the address: those of the stream's beginning stay."""
        del expectation
        return ()

    def closing(self) -> Sequence[Message]:
        return ()

    def read(self, message: Message) -> Iterable[Heard | Flushed]:
        told = json.loads(message)
        match told["message_type"]:
            case "partial_transcript":
                yield Heard(told["text"].strip(), final=False)
            case "committed_transcript_with_timestamps":
                yield committed(told)
                yield Flushed()
            case kind if kind in _NOTHING_TO_COMMIT:
                yield Flushed()
            case _ if "error" in told:
                raise failure(told["message_type"])

    def _chunk(self, audio: bytes, *, commit: bool) -> str:
        return json.dumps({
            "message_type": "input_audio_chunk",
            "audio_base_64": base64.b64encode(audio).decode(),
            "commit": commit,
            "sample_rate": self.format.sample_rate_hz,
        })


def committed(told: Mapping[str, Any]) -> Heard:
    """Words come with the spaces between them, and with the logarithm of how sure they are."""
    words = [each for each in told.get("words") or () if each["type"] == "word"]
    logprobs = [each["logprob"] for each in words if each.get("logprob") is not None]
    return Heard(
        told["text"].strip(),
        final=True,
        confidence=min(math.exp(sum(logprobs) / len(logprobs)), 1.0) if logprobs else None,
        words=tuple(
            Word(each["text"], round(each["start"] * 1000), round(each["end"] * 1000)) for each in words
        ),
        language=language_in(LANGUAGES, told.get("language_code") or ""),
    )


def _too_much() -> ServiceError:
    return refusal(HTTPStatus.TOO_MANY_REQUESTS)


def _refused() -> ServiceError:
    return refusal(HTTPStatus.BAD_REQUEST)


_FAILURES: Final[Mapping[str, Callable[[], ServiceError]]] = MappingProxyType({
    "auth_error": key_rejected,
    "unaccepted_terms": key_rejected,
    "unaccepted_terms_error": key_rejected,
    "quota_exceeded": quota_exhausted,
    "rate_limited": _too_much,
    "queue_overflow": _too_much,
    "resource_exhausted": _too_much,
    "input_error": _refused,
    "invalid_request": _refused,
    "chunk_size_exceeded": _refused,
})


def failure(kind: str) -> ServiceError:
    meant = _FAILURES.get(kind)
    return meant() if meant else Unavailable("the provider failed while it listened")


class Scribe:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._url = f"{opening.base_url(BASE_URL)}/v1/speech-to-text/realtime"

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        live = Live(options, read_settings(ScribeSettings, options.settings))
        headers = account_of(options.account, ElevenLabsAccount).headers
        url = f"{self._url}?{live.query()}"
        async with listening(self._opening, url, headers, live, options, emit) as recognizer:
            yield recognizer


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield Scribe(opening)
