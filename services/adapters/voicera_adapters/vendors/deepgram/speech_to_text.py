"""Recognizes through Deepgram's live WebSocket (/v1/listen)."""

import json
import math
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Final, Literal
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
from voicera_adapters.languages import code_in
from voicera_adapters.listening import listening
from voicera_adapters.net import flag
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.streaming import Flushed, Heard, Message
from voicera_adapters.vendors.deepgram.account import BASE_URL, DeepgramAccount
from voicera_kit.errors import invalid

LANGUAGES: Final = MappingProxyType({
    "en-IN": "en-IN",
    "en-US": "en-US",
    "en-GB": "en-GB",
    "en-AU": "en-AU",
    "en": "en",
    "hi": "hi",
    "hi-IN": "hi",
    "es": "es",
    "fr": "fr",
    "de": "de",
    "pt": "pt",
    "ru": "ru",
    "ja": "ja",
    "it": "it",
    "nl": "nl",
})
"""BCP-47 to Deepgram's codes, of nova-3."""
SEVERAL: Final = "multi"
MODELS: Final = ("nova-3", "nova-2", "nova-2-phonecall")
ENGLISH_ONLY: Final = frozenset({"nova-2-phonecall"})
KEYTERM_MODELS: Final = "nova-3"
MAX_KEYTERMS: Final = 100
MAX_KEYTERM_CHARACTERS: Final = 40
_SETTLED_S: Final = 0.5
"""Finalize is answered only if there is a significant amount of audio since the last final."""
_ENCODINGS: Final = MappingProxyType({Encoding.MULAW: "mulaw", Encoding.PCM_S16LE: "linear16"})


class DeepgramSettings(BaseModel):
    """Absent means Deepgram's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    smart_format: bool = Field(default=False, title="Write numbers, dates and money as figures")
    profanity_filter: bool = Field(default=False, title="Filter profanity")
    numerals: bool = Field(default=False, title="Numerals as digits")
    endpointing_ms: int = Field(default=300, ge=10, le=5000, title="Silence after which a part is final, ms")
    redact: tuple[Literal["pci", "pii", "numbers"], ...] = Field(default=(), title="Redact")


DESCRIPTION: Final = Description(
    id="deepgram",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="Deepgram",
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
    settings=DeepgramSettings,
    models=MODELS,
    any_model=True,
    account=DeepgramAccount,
)


class Live:
    """A Dialect."""

    def __init__(self, options: RecognizerOptions, settings: DeepgramSettings) -> None:
        self.format: AudioFormat = options.format
        self._options = options
        self._settings = settings

    def query(self) -> str:
        settings, audio = self._settings, self._options.format
        several = bool(self._options.other_languages)
        asked: list[tuple[str, object]] = [
            ("model", self._options.model or MODELS[0]),
            ("language", SEVERAL if several else code_in(LANGUAGES, self._options.language)),
            ("encoding", _ENCODINGS[audio.encoding]),
            ("sample_rate", audio.sample_rate_hz),
            ("channels", 1),
            ("interim_results", flag(on=True)),  # they tell whether a final is owed
            ("endpointing", settings.endpointing_ms),
            ("smart_format", flag(on=settings.smart_format)),
            ("profanity_filter", flag(on=settings.profanity_filter)),
            ("numerals", flag(on=settings.numerals)),
            *(("redact", each) for each in settings.redact),
            *(("keyterm", each) for each in self._keyterms()),
        ]
        return urlencode(asked)

    def _keyterms(self) -> list[str]:
        """Return the hints; only the newest models take any."""
        model = self._options.model or MODELS[0]
        if not model.startswith(KEYTERM_MODELS):
            return []
        return terms_of(self._options.expectation, most=MAX_KEYTERMS, longest=MAX_KEYTERM_CHARACTERS)

    def opening(self) -> Sequence[Message]:
        return ()

    def audio(self, block: bytes) -> Message:
        return block

    def flush(self) -> Sequence[Message]:
        return ('{"type":"Finalize"}',)

    def keep_alive(self) -> Sequence[Message]:
        return ('{"type":"KeepAlive"}',)

    def expect(self, expectation: Expectation) -> Sequence[Message]:
        """Hints are a part of the address: those of the stream's beginning stay."""
        del expectation
        return ()

    def closing(self) -> Sequence[Message]:
        return ('{"type":"CloseStream"}',)

    def read(self, message: Message) -> Iterable[Heard | Flushed]:
        told = json.loads(message)
        if told["type"] != "Results":
            return
        best = told["channel"]["alternatives"][0]
        is_final = bool(told["is_final"])
        if best["transcript"] or is_final:
            yield Heard(
                best["transcript"],
                is_final,
                best["confidence"] if best["transcript"] else None,
                tuple(_word(each) for each in best.get("words", ())),
                next(iter(best.get("languages", ())), ""),
            )
        if told.get("from_finalize"):
            yield Flushed()


def _word(told: dict[str, Any]) -> Word:
    text = told.get("punctuated_word") or told["word"]
    return Word(text, round(told["start"] * 1000), round(told["end"] * 1000))


class Deepgram:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._url = f"{opening.base_url(BASE_URL)}/v1/listen"

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        if options.model in ENGLISH_ONLY and not options.language.lower().startswith("en"):
            raise invalid("language", f"is none {options.model} works in")
        live = Live(options, read_settings(DeepgramSettings, options.settings))
        headers = account_of(options.account, DeepgramAccount).headers
        hearing = listening(
            self._opening,
            f"{self._url}?{live.query()}",
            headers,
            live,
            options,
            emit,
            silent_s=math.inf,  # of silence, too, it tells that nothing was said
            settled_s=_SETTLED_S,
        )
        async with hearing as recognizer:
            yield recognizer


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield Deepgram(opening)
