"""Recognizes through Sarvam's streaming WebSocket (/speech-to-text/ws), which tells finals only."""

import base64
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
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
)
from voicera_adapters.hints import terms_of
from voicera_adapters.languages import code_in, language_in
from voicera_adapters.listening import listening
from voicera_adapters.net import flag, key_rejected, quota_exhausted, refusal
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.streaming import Begun, Flushed, Heard, Message
from voicera_adapters.vendors.sarvam.account import SarvamAccount, speech_url
from voicera_kit.errors import ServiceError, Unavailable, invalid

LANGUAGES: Final = MappingProxyType({
    "en-IN": "en-IN",
    "as": "as-IN",
    "bn": "bn-IN",
    "brx": "brx-IN",
    "doi": "doi-IN",
    "gu": "gu-IN",
    "hi": "hi-IN",
    "kn": "kn-IN",
    "kok": "kok-IN",
    "ks": "ks-IN",
    "mai": "mai-IN",
    "ml": "ml-IN",
    "mni": "mni-IN",
    "mr": "mr-IN",
    "ne": "ne-IN",
    "or": "od-IN",
    "pa": "pa-IN",
    "sa": "sa-IN",
    "sat": "sat-IN",
    "sd": "sd-IN",
    "ta": "ta-IN",
    "te": "te-IN",
    "ur": "ur-IN",
})
"""BCP-47 to Sarvam's codes."""
DETECT: Final = "unknown"
MODELS: Final = ("saaras:v4", "saaras:v3", "saarika:v2.5")
SAARIKA: Final = ("en-IN", "bn", "gu", "hi", "kn", "ml", "mr", "or", "pa", "ta", "te")
"""What saarika recognizes; saaras recognizes all."""
MAX_KEYTERMS: Final = 50
LONGEST_KEYTERM: Final = 64
_SILENT_S: Final = 1.0


class SarvamSettings(BaseModel):
    """Absent means Sarvam's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Literal["transcribe", "verbatim", "codemix", "translit", "translate"] = Field(
        default="transcribe", title="How it is written", description="saaras only; translate gives English."
    )
    high_vad_sensitivity: bool = Field(default=False, title="Notice quiet and short speech")
    speech_threshold: float | None = Field(
        default=None, ge=0, le=1, title="Probability above which sound is speech"
    )
    min_speech_frames: int | None = Field(
        default=None, ge=1, le=100, title="Frames of speech that begin an utterance"
    )


DESCRIPTION: Final = Description(
    id="sarvam",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="Sarvam",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=False,
        phrase_hints=True,
        closed_grammar=False,
        word_times=False,
        sample_rates_hz=(8_000, 16_000),
        language_detection=True,
    ),
    settings=SarvamSettings,
    models=MODELS,
    any_model=True,
    account=SarvamAccount,
    model_languages=MappingProxyType({"saarika:v2.5": SAARIKA}),
)


class Live:
    """A Dialect."""

    def __init__(self, options: RecognizerOptions, settings: SarvamSettings) -> None:
        rate = 8_000 if options.format.sample_rate_hz == 8_000 else 16_000  # noqa: PLR2004 - what Sarvam takes
        self.format = AudioFormat(Encoding.PCM_S16LE, rate)
        self._options = options
        self._settings = settings
        self._model = options.model or MODELS[0]

    def query(self) -> str:
        settings = self._settings
        asked: dict[str, object] = {
            "model": self._model,
            "language-code": self._language(),
            "sample_rate": self.format.sample_rate_hz,
            "input_audio_codec": "pcm_s16le",
            "vad_signals": flag(on=True),
            "flush_signal": flag(on=True),
            "high_vad_sensitivity": flag(on=settings.high_vad_sensitivity),
        }
        if self._model.startswith("saaras"):
            asked["mode"] = settings.mode
        if settings.speech_threshold is not None:
            asked["positive_speech_threshold"] = settings.speech_threshold
        if settings.min_speech_frames is not None:
            asked["min_speech_frames"] = settings.min_speech_frames
        if terms := self._terms():
            asked["keyterms"] = json.dumps(terms, ensure_ascii=False)
        return urlencode(asked)

    def opening(self) -> Sequence[Message]:
        return ()

    def audio(self, block: bytes) -> Message:
        audio = {
            "data": base64.b64encode(block).decode(),
            "sample_rate": self.format.sample_rate_hz,
            "encoding": "audio/wav",
        }
        return json.dumps({"audio": audio})

    def flush(self) -> Sequence[Message]:
        return ('{"type":"flush"}',)

    def keep_alive(self) -> Sequence[Message]:
        """Return a tenth of a second of silence: Sarvam has no message for it."""
        return (self.audio(bytes(self.format.sample_rate_hz // 10 * self.format.encoding.value)),)

    def expect(self, expectation: Expectation) -> Sequence[Message]:
        """Hints are a part of the address: those of the stream's beginning stay."""
        del expectation
        return ()

    def closing(self) -> Sequence[Message]:
        return ()

    def read(self, message: Message) -> Iterable[Heard | Begun | Flushed]:
        told = json.loads(message)
        match told["type"]:
            case "data":
                said = told["data"]
                code = said.get("language_code") or DETECT
                language = "" if code == DETECT else language_in(LANGUAGES, code)
                yield Heard(said["transcript"].strip(), final=True, language=language)
            case "events" if told["data"]["signal_type"] == "START_SPEECH":
                yield Begun()
            case "error":
                raise failure(told)

    def _language(self) -> str:
        """Several languages are told apart by Sarvam."""
        options = self._options
        named = {"language": options.language}
        named |= {f"other_languages[{at}]": each for at, each in enumerate(options.other_languages)}
        known = {LANGUAGES[each] for each in SAARIKA}
        for field, each in named.items():
            if self._model.startswith("saarika") and code_in(LANGUAGES, each) not in known:
                raise invalid(field, "is none that saarika recognizes: choose a saaras model")
        return DETECT if options.other_languages else code_in(LANGUAGES, options.language)

    def _terms(self) -> list[str]:
        """Only saaras:v4 and what comes after it takes any."""
        if self._model == "saaras:v3" or self._model.startswith("saarika"):
            return []
        return terms_of(self._options.expectation, most=MAX_KEYTERMS, longest=LONGEST_KEYTERM)


_FAILURES: Final[Mapping[str, Callable[[], ServiceError]]] = MappingProxyType({
    "invalid_api_key_error": key_rejected,
    "authentication_error": key_rejected,
    "insufficient_quota_error": quota_exhausted,
    "rate_limit_exceeded_error": lambda: refusal(HTTPStatus.TOO_MANY_REQUESTS),
    "invalid_request_error": lambda: refusal(HTTPStatus.BAD_REQUEST),
    "unprocessable_entity_error": lambda: refusal(HTTPStatus.UNPROCESSABLE_ENTITY),
})


def failure(told: Mapping[str, Any]) -> ServiceError:
    """Return what an error message means; its code is a name or an HTTP status."""
    details = told.get("data") or told
    code = str(details.get("code", ""))
    if code.isdecimal():
        return refusal(int(code))
    meant = _FAILURES.get(code)
    return meant() if meant else Unavailable("the provider failed while it listened")


class Sarvam:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._url = f"{speech_url(opening)}/speech-to-text/ws"

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        live = Live(options, read_settings(SarvamSettings, options.settings))
        headers = account_of(options.account, SarvamAccount).headers
        url = f"{self._url}?{live.query()}"
        hearing = listening(self._opening, url, headers, live, options, emit, silent_s=_SILENT_S)
        async with hearing as recognizer:
            yield recognizer


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield Sarvam(opening)
