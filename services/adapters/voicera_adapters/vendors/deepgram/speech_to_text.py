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
from voicera_adapters.languages import alike, code_in, codes_in
from voicera_adapters.listening import listening
from voicera_adapters.net import flag
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.streaming import Flushed, Heard, Message
from voicera_adapters.vendors.deepgram.account import BASE_URL, DeepgramAccount
from voicera_kit.errors import invalid

_NOVA_2: Final = alike(
    "en en-IN en-US en-GB en-AU hi es fr de pt ru ja it nl bg ca cs da el et fi hu id ko lt lv ms no pl ro sk sv th tr"
    " uk vi zh zh-TW"
)
_NOVA_3: Final = alike("bn gu kn mr ne pa ta te ur af be bs de-CH fa he hr hy ka mk nl-BE sl sr tl zh-HK")
LANGUAGES: Final = MappingProxyType(_NOVA_2 | _NOVA_3 | {"nb": "no", "fil": "tl"})
"""BCP-47 to Deepgram's codes, of nova-3."""
_NOT_TOGETHER: Final = frozenset({"hy", "ka", "ne", "pa", "ur", "zh-TW"})
"""Codes nova-3 knows alone, and not where several languages are told apart."""
_ENGLISH: Final = tuple(each for each in LANGUAGES if each.partition("-")[0] == "en")
SEVERAL: Final = "multi"
MODELS: Final = ("nova-3", "nova-2", "nova-2-phonecall")
NOVA_3: Final = "nova-3"
NOVA_2: Final = "nova-2"
MODEL_LANGUAGES: Final = MappingProxyType({
    NOVA_2: tuple(each for each, code in LANGUAGES.items() if code in _NOVA_2),
    "nova-2-phonecall": _ENGLISH,
})
TOLD_APART: Final = tuple(each for each, code in LANGUAGES.items() if code not in _NOT_TOGETHER)
MODEL_TOLD_APART: Final = MappingProxyType({NOVA_2: (*_ENGLISH, "es"), "nova-2-phonecall": ()})
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
        detected_languages=TOLD_APART,
        model_detected_languages=MODEL_TOLD_APART,
    ),
    settings=DeepgramSettings,
    models=MODELS,
    any_model=True,
    account=DeepgramAccount,
    model_languages=MODEL_LANGUAGES,
)


class Live:
    """A Dialect."""

    def __init__(self, options: RecognizerOptions, settings: DeepgramSettings) -> None:
        self.format: AudioFormat = options.format
        self._options = options
        self._settings = settings
        self._model = options.model or MODELS[0]

    def query(self) -> str:
        """Raises InvalidArgument naming a language that the model does not hear, or not together with others."""
        settings, audio = self._settings, self._options.format
        self._check_languages()
        hints = self._hints()
        asked: list[tuple[str, object]] = [
            ("model", self._model),
            ("language", SEVERAL if hints else code_in(LANGUAGES, self._options.language)),
            *(("language_hint", each) for each in hints if self._is_nova_3()),
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

    def _is_nova_3(self) -> bool:
        return self._model.startswith(NOVA_3)

    def _check_languages(self) -> None:
        options = self._options
        named = {f"other_languages[{at}]": each for at, each in enumerate(options.other_languages)}
        named["language"] = options.language
        for field, each in named.items():
            if not is_among(languages_of(self._model), each):
                raise invalid(field, f"is none {self._model} works in")
            if options.other_languages and not is_among(told_apart_by(self._model), each):
                raise invalid(field, f"is none {self._model} tells apart from others")

    def _hints(self) -> list[str]:
        """Return the languages to tell apart, if there are several."""
        options = self._options
        if not options.other_languages:
            return []
        return codes_in(LANGUAGES, options.language, *options.other_languages)

    def _keyterms(self) -> list[str]:
        """Return the hints; only the newest models take any."""
        if not self._is_nova_3():
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


def languages_of(model: str) -> Sequence[str]:
    """Return what a model works in; of those not listed here Deepgram decides, but no nova-2 knows what nova-3 does."""
    others = MODEL_LANGUAGES[NOVA_2] if model.startswith(NOVA_2) else DESCRIPTION.languages
    return MODEL_LANGUAGES.get(model, others)


def told_apart_by(model: str) -> Sequence[str]:
    """Return what a model tells apart from others; nova-2 made for one purpose hears one language."""
    return MODEL_TOLD_APART.get(model, () if model.startswith(NOVA_2) else TOLD_APART)


def is_among(languages: Sequence[str], language: str) -> bool:
    return code_in(LANGUAGES, language) in {LANGUAGES[each] for each in languages}


class Deepgram:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._url = f"{opening.base_url(BASE_URL)}/v1/listen"

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
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
