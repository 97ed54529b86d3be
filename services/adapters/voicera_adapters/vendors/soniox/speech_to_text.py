"""Recognizes through Soniox's real-time WebSocket, which tells tokens: parts of words, each final once."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

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
from voicera_adapters.languages import alike, codes_in, language_in
from voicera_adapters.listening import listening
from voicera_adapters.net import refusal
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.streaming import Flushed, Heard, Message
from voicera_adapters.vendors.soniox.account import BASE_URL, SonioxAccount

_ALIKE: Final = alike(
    "af sq ar az eu be bn bs bg ca zh hr cs da nl en et fi fr gl de el gu he hi hu id it ja kn kk ko lv lt mk ms ml"
    " mr no fa pl pt pa ro ru sr sk sl es sw sv tl ta te th tr uk ur vi cy"
)
LANGUAGES: Final = MappingProxyType({"en-IN": "en", "nb": "no", "fil": "tl"} | _ALIKE)
"""BCP-47 to Soniox's codes, which are mostly the same."""
MODELS: Final = ("stt-rt-v5", "stt-rt-v4")
MAX_TERMS: Final = 300
LONGEST_TERM: Final = 80
_FINALIZED: Final = "<fin>"
_ENDED: Final = "<end>"
_FORMATS: Final = MappingProxyType({Encoding.MULAW: "mulaw", Encoding.PCM_S16LE: "pcm_s16le"})


class SonioxSettings(BaseModel):
    """Absent means Soniox's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    strict_languages: bool = Field(
        default=False,
        title="Only the agent's languages",
        description="Otherwise they are hints, and others are understood, too.",
    )
    context: str = Field(default="", max_length=5_000, title="What the calls are about")
    trailing_silence_ms: int = Field(
        default=0,
        ge=0,
        le=2_000,
        title="Silence an utterance ends with, ms",
        description="What the agent waits for before it takes an utterance as over; Soniox then adds less of its own.",
    )


DESCRIPTION: Final = Description(
    id="soniox",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="Soniox",
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
    settings=SonioxSettings,
    models=MODELS,
    any_model=True,
    account=SonioxAccount,
)


class Live:
    """A Dialect. Final tokens are kept until Soniox has told all: what it tells at once may end within a word."""

    def __init__(self, options: RecognizerOptions, settings: SonioxSettings) -> None:
        self.format: AudioFormat = options.format
        self._options = options
        self._settings = settings
        self._tokens: list[dict[str, Any]] = []

    def opening(self) -> Sequence[Message]:
        options, settings = self._options, self._settings
        start: dict[str, Any] = {
            "model": options.model or MODELS[0],
            "audio_format": _FORMATS[self.format.encoding],
            "sample_rate": self.format.sample_rate_hz,
            "num_channels": 1,
            "language_hints": codes_in(LANGUAGES, options.language, *options.other_languages),
            "language_hints_strict": settings.strict_languages,
            "enable_language_identification": True,
            "enable_endpoint_detection": False,
        }
        if context := self._context():
            start["context"] = context
        return (json.dumps(start, ensure_ascii=False),)

    def audio(self, block: bytes) -> Message:
        return block

    def flush(self) -> Sequence[Message]:
        ask: dict[str, Any] = {"type": "finalize"}
        if self._settings.trailing_silence_ms:
            ask["trailing_silence_ms"] = self._settings.trailing_silence_ms
        return (json.dumps(ask),)

    def keep_alive(self) -> Sequence[Message]:
        return ('{"type":"keepalive"}',)

    def expect(self, expectation: Expectation) -> Sequence[Message]:
        """Hints are a part of the beginning: those of then stay."""
        del expectation
        return ()

    def closing(self) -> Sequence[Message]:
        return ("",)

    def read(self, message: Message) -> Iterable[Heard | Flushed]:
        told = json.loads(message)
        if told.get("error_code"):
            raise refusal(int(told["error_code"]))
        guessed: list[dict[str, Any]] = []
        for token in told["tokens"]:
            if token["text"] == _FINALIZED:
                yield heard(self._tokens, final=True)
                yield Flushed()
                self._tokens = []
            elif token["text"] != _ENDED:
                (self._tokens if token["is_final"] else guessed).append(token)
        if told["tokens"] and (self._tokens or guessed):
            yield heard([*self._tokens, *guessed], final=False)

    def _context(self) -> dict[str, Any]:
        terms = terms_of(self._options.expectation, most=MAX_TERMS, longest=LONGEST_TERM)
        return ({"text": self._settings.context} if self._settings.context else {}) | (
            {"terms": terms} if terms else {}
        )


def heard(tokens: Sequence[dict[str, Any]], *, final: bool) -> Heard:
    sure = [each["confidence"] for each in tokens if "confidence" in each]
    spoken = Counter(each["language"] for each in tokens if each.get("language"))
    return Heard(
        "".join(each["text"] for each in tokens).strip(),
        final,
        sum(sure) / len(sure) if sure else None,
        tuple(words_of(tokens)),
        language_in(LANGUAGES, spoken.most_common(1)[0][0]) if spoken else "",
    )


def words_of(tokens: Sequence[dict[str, Any]]) -> Iterable[Word]:
    """A space begins a word; so does the first token."""
    parts: list[dict[str, Any]] = []
    for token in tokens:
        if parts and token["text"].startswith(" "):
            yield _word(parts)
            parts = []
        parts.append(token)
    if parts:
        yield _word(parts)


def _word(parts: Sequence[dict[str, Any]]) -> Word:
    text = "".join(each["text"] for each in parts).strip()
    return Word(text, round(parts[0].get("start_ms", 0)), round(parts[-1].get("end_ms", 0)))


class Soniox:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._url = f"{opening.base_url(BASE_URL)}/transcribe-websocket"

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        live = Live(options, read_settings(SonioxSettings, options.settings))
        headers = account_of(options.account, SonioxAccount).headers
        async with listening(self._opening, self._url, headers, live, options, emit) as recognizer:
            yield recognizer


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield Soniox(opening)
