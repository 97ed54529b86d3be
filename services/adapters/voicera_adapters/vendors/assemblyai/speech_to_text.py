"""Recognizes through AssemblyAI's streaming WebSocket (/v3/ws)."""

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
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
from voicera_adapters.languages import codes_in, language_in
from voicera_adapters.listening import listening
from voicera_adapters.net import flag
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.streaming import Flushed, Heard, Message
from voicera_adapters.vendors.assemblyai.account import BASE_URL, AssemblyAIAccount
from voicera_adapters.vendors.assemblyai.blocks import InBlocks
from voicera_adapters.vendors.assemblyai.failures import closed, failure

LANGUAGES: Final = MappingProxyType({
    "en-IN": "en",
    "en": "en",
    "hi": "hi",
    "mr": "mr",
    "ur": "ur",
    "af": "af",
    "ar": "ar",
    "ca": "ca",
    "da": "da",
    "de": "de",
    "es": "es",
    "et": "et",
    "fa": "fa",
    "fi": "fi",
    "fr": "fr",
    "gl": "gl",
    "he": "he",
    "it": "it",
    "ja": "ja",
    "ko": "ko",
    "nl": "nl",
    "nn": "nn",
    "no": "no",
    "pt": "pt",
    "ro": "ro",
    "ru": "ru",
    "sv": "sv",
    "tr": "tr",
    "vi": "vi",
    "xh": "xh",
    "yue": "yue",
    "zh": "zh",
    "zu": "zu",
})
"""BCP-47 to AssemblyAI's codes, of universal-3-6-pro; the other models know fewer."""
MODELS: Final = (
    "universal-3-6-pro",
    "universal-3-5-pro",
    "universal-streaming-multilingual",
    "universal-streaming-english",
)
MAX_KEYTERMS: Final = 100
LONGEST_KEYTERM: Final = 50
MAX_LANGUAGES: Final = 10
_SILENT_S: Final = 1.0
_STEERED: Final = ("universal-3", "u3-")
"""How the names of the models begin that are told the language; others find it out or know only English."""
_ENCODINGS: Final = MappingProxyType({Encoding.MULAW: "pcm_mulaw", Encoding.PCM_S16LE: "pcm_s16le"})


class AssemblyAISettings(BaseModel):
    """Absent means AssemblyAI's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format_turns: bool = Field(
        default=False,
        title="Write punctuation, case and figures",
        description="The universal-3 models always do.",
    )
    min_turn_silence_ms: int | None = Field(
        default=None, ge=0, le=10_000, title="Silence after which a turn may be over, ms"
    )
    max_turn_silence_ms: int | None = Field(
        default=None, ge=0, le=20_000, title="Silence after which a turn is over, ms"
    )
    vad_threshold: float | None = Field(
        default=None, ge=0, le=1, title="Probability above which sound is speech"
    )
    filter_profanity: bool = Field(default=False, title="Filter profanity")


DESCRIPTION: Final = Description(
    id="assemblyai",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="AssemblyAI",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=True,
        phrase_hints=True,
        closed_grammar=False,
        word_times=True,
        sample_rates_hz=(8_000, 16_000, 24_000, 48_000),
        language_detection=True,
        confidence=True,
    ),
    settings=AssemblyAISettings,
    models=MODELS,
    any_model=True,
    account=AssemblyAIAccount,
)


class Live:
    """A Dialect."""

    def __init__(self, options: RecognizerOptions, settings: AssemblyAISettings) -> None:
        self.format: AudioFormat = options.format
        self._options = options
        self._settings = settings
        self._model = options.model or MODELS[0]

    def query(self) -> str:
        settings, options = self._settings, self._options
        asked: dict[str, object] = {
            "speech_model": self._model,
            "sample_rate": self.format.sample_rate_hz,
            "encoding": _ENCODINGS[self.format.encoding],
            "format_turns": flag(on=settings.format_turns),
            "min_turn_silence": settings.min_turn_silence_ms,
            "max_turn_silence": settings.max_turn_silence_ms,
            "vad_threshold": settings.vad_threshold,
            "filter_profanity": flag(on=True) if settings.filter_profanity else None,
        }
        if self._model.startswith(_STEERED):
            codes = codes_in(LANGUAGES, options.language, *options.other_languages)
            asked["language_codes"] = json.dumps(codes[:MAX_LANGUAGES])
        elif self._model.endswith("multilingual"):
            asked["language_detection"] = flag(on=True)
        if terms := _terms(options.expectation):
            asked["keyterms_prompt"] = json.dumps(terms, ensure_ascii=False)
        return urlencode({name: value for name, value in asked.items() if value is not None})

    def opening(self) -> Sequence[Message]:
        return ()

    def audio(self, block: bytes) -> Message:
        return block

    def flush(self) -> Sequence[Message]:
        return ('{"type":"ForceEndpoint"}',)

    def keep_alive(self) -> Sequence[Message]:
        """Nothing: a session without audio stays open unless an inactivity timeout is asked for."""
        return ()

    def expect(self, expectation: Expectation) -> Sequence[Message]:
        update = {"type": "UpdateConfiguration", "keyterms_prompt": _terms(expectation)}
        return (json.dumps(update, ensure_ascii=False),)

    def closing(self) -> Sequence[Message]:
        return ('{"type":"Terminate"}',)

    def read(self, message: Message) -> Iterable[Heard | Flushed]:
        """A turn is told whole each time; where it is formatted, its end comes once more, as the final."""
        told = json.loads(message)
        match told["type"]:
            case "Turn":
                words = told["words"]
                is_done = told["turn_is_formatted"] or not self._settings.format_turns
                yield Heard(
                    told["transcript"] or " ".join(each["text"] for each in words),
                    final=bool(told["end_of_turn"] and is_done),
                    confidence=_confidence(words),
                    words=tuple(Word(each["text"], each["start"], each["end"]) for each in words),
                    language=language_in(LANGUAGES, told.get("language_code") or ""),
                )
            case "Error":
                raise failure(told)


def _terms(expectation: Expectation) -> list[str]:
    return terms_of(expectation, most=MAX_KEYTERMS, longest=LONGEST_KEYTERM)


def _confidence(words: Sequence[dict[str, Any]]) -> float | None:
    return sum(each["confidence"] for each in words) / len(words) if words else None


class AssemblyAI:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._url = f"{opening.base_url(BASE_URL)}/v3/ws"

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        live = Live(options, read_settings(AssemblyAISettings, options.settings))
        headers = account_of(options.account, AssemblyAIAccount).headers
        url = f"{self._url}?{live.query()}"
        hearing = listening(
            self._opening, url, headers, live, options, emit, closed=closed, silent_s=_SILENT_S
        )
        async with hearing as recognizer:
            yield InBlocks(recognizer, options.format)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield AssemblyAI(opening)
