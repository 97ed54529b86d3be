"""Recognizes in OpenAI's realtime transcription sessions (/v1/realtime), which transcribe what was committed."""

import base64
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, Literal

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
from voicera_adapters.languages import alike, codes_in, language_in
from voicera_adapters.listening import listening
from voicera_adapters.net import key_rejected, quota_exhausted, refusal
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.streaming import Flushed, Heard, Message
from voicera_adapters.vendors.openai.gate import Gate
from voicera_adapters.vendors.openai.presets import (
    COMPATIBLE,
    OPENAI,
    PRESETS,
    KeyAccount,
    OptionalKeyAccount,
)
from voicera_kit.errors import ServiceError, Unavailable

_ALIKE: Final = alike(
    "af ar hy az be bs bg ca zh hr cs da nl en et fi fr gl de el he hi hu is id it ja kn kk ko lv lt mk ms mr mi ne"
    " no fa pl pt ro ru sr sk sl es sw sv tl ta th tr uk ur vi cy"
)
LANGUAGES: Final = MappingProxyType({"en-IN": "en", "nb": "no", "fil": "tl"} | _ALIKE)
"""BCP-47 to ISO 639-1, which is what OpenAI takes."""
MODELS: Final = ("gpt-live-transcribe", "gpt-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe")
"""Those of gpt-4o end on 2027-02-26."""
MAX_KEYWORDS: Final = 100
LONGEST_KEYWORD: Final = 100
_PHONE: Final = AudioFormat(Encoding.MULAW, 8_000)
_WIDE: Final = AudioFormat(Encoding.PCM_S16LE, 24_000)
_GUIDED: Final = ("gpt-transcribe", "gpt-live-transcribe")
"""How the names of the models begin that take keywords and several languages."""
_TRANSCRIPTION: Final = "conversation.item.input_audio_transcription"


class TranscriptionSettings(BaseModel):
    """Absent means OpenAI's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str = Field(
        default="",
        max_length=2_000,
        title="Prompt",
        description="What the calls are about and how they are written.",
    )
    noise_reduction: Literal["near_field", "far_field"] | None = Field(
        default=None, title="Noise reduction", description="far_field suits loudspeakers and rooms."
    )


DESCRIPTION: Final = Description(
    id=OPENAI,
    modality=Modality.SPEECH_TO_TEXT,
    display_name="OpenAI",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=True,
        phrase_hints=True,
        closed_grammar=False,
        word_times=False,
        sample_rates_hz=(8_000, 24_000),
        language_detection=True,
    ),
    settings=TranscriptionSettings,
    models=MODELS,
    any_model=True,
    account=KeyAccount,
)


class Session:
    """A Dialect. OpenAI's own turn detection is off: the call knows when an utterance is over."""

    def __init__(self, options: RecognizerOptions, settings: TranscriptionSettings) -> None:
        self.format = _PHONE if options.format == _PHONE else _WIDE
        self._options = options
        self._settings = settings
        self._model = options.model or MODELS[0]
        self._deltas = ""

    def opening(self) -> Sequence[Message]:
        return (self._update(self._options.expectation),)

    def audio(self, block: bytes) -> Message:
        return json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(block).decode()})

    def flush(self) -> Sequence[Message]:
        return ('{"type":"input_audio_buffer.commit"}',)

    def keep_alive(self) -> Sequence[Message]:
        """Nothing: a session stays open for an hour."""
        return ()

    def expect(self, expectation: Expectation) -> Sequence[Message]:
        return (self._update(expectation),) if self._model.startswith(_GUIDED) else ()

    def closing(self) -> Sequence[Message]:
        return ()

    def read(self, message: Message) -> Iterable[Heard | Flushed]:
        told = json.loads(message)
        match told["type"]:
            case kind if kind == f"{_TRANSCRIPTION}.delta":
                self._deltas += told["delta"]
                yield Heard(self._deltas.strip(), final=False)
            case kind if kind == f"{_TRANSCRIPTION}.completed":
                self._deltas = ""
                yield Heard(told["transcript"].strip(), final=True, language=_language(told))
                yield Flushed()
            case "error" if told["error"].get("code") == "input_audio_buffer_commit_empty":
                yield Flushed()
            case kind if kind in {"error", f"{_TRANSCRIPTION}.failed"}:
                raise failure(told["error"])

    def _update(self, expectation: Expectation) -> str:
        phone = {"type": "audio/pcmu"}
        wide = {"type": "audio/pcm", "rate": _WIDE.sample_rate_hz}
        noise = self._settings.noise_reduction
        heard = {
            "format": phone if self.format == _PHONE else wide,
            "transcription": self._transcription(expectation),
            "turn_detection": None,
            "noise_reduction": {"type": noise} if noise else None,
        }
        session = {"type": "transcription", "audio": {"input": heard}}
        return json.dumps({"type": "session.update", "session": session}, ensure_ascii=False)

    def _transcription(self, expectation: Expectation) -> dict[str, Any]:
        codes = codes_in(LANGUAGES, self._options.language, *self._options.other_languages)
        asked: dict[str, Any] = {"model": self._model}
        if self._settings.prompt:
            asked["prompt"] = self._settings.prompt
        if len(codes) == 1:
            asked["language"] = codes[0]
        elif self._model.startswith(_GUIDED):
            asked["languages"] = codes
        terms = terms_of(expectation, most=MAX_KEYWORDS, longest=LONGEST_KEYWORD)
        if self._model.startswith(_GUIDED):
            asked["keywords"] = terms
        return asked


def _language(told: Mapping[str, Any]) -> str:
    return next((language_in(LANGUAGES, each["code"]) for each in told.get("languages") or ()), "")


_FAILURES: Final[Mapping[str, Callable[[], ServiceError]]] = MappingProxyType({
    "invalid_api_key": key_rejected,
    "insufficient_quota": quota_exhausted,
    "rate_limit_exceeded": lambda: refusal(HTTPStatus.TOO_MANY_REQUESTS),
    "model_not_found": lambda: refusal(HTTPStatus.NOT_FOUND),
    "invalid_request_error": lambda: refusal(HTTPStatus.BAD_REQUEST),
})


def failure(error: Mapping[str, Any]) -> ServiceError:
    """Return what an error means by its code, or else by its type."""
    named = (_FAILURES.get(str(error.get(name))) for name in ("code", "type"))
    meant = next((each for each in named if each), None)
    return meant() if meant else Unavailable("the provider failed while it listened")


class Transcription:
    """OpenAI's own id with another address is some compatible server; it may need no key."""

    def __init__(self, opening: Opening) -> None:
        own = PRESETS[OPENAI].base_url
        base_url = opening.base_url(own)
        self.description = DESCRIPTION
        self._is_own = base_url == own
        if not self._is_own:
            name, account = COMPATIBLE.display_name, COMPATIBLE.account
            self.description = replace(DESCRIPTION, display_name=name, account=account, server=base_url)
        self._opening = opening
        self._url = f"{base_url}/realtime?intent=transcription"

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        session = Session(options, read_settings(TranscriptionSettings, options.settings))
        headers = self._headers(options)
        async with listening(self._opening, self._url, headers, session, options, emit) as recognizer:
            yield Gate(recognizer, options.format)

    def _headers(self, options: RecognizerOptions) -> dict[str, str]:
        if self._is_own:
            key = account_of(options.account, KeyAccount).api_key.get_secret_value()
        else:
            key = account_of(options.account, OptionalKeyAccount).api_key.get_secret_value()
        return {"Authorization": f"Bearer {key}"} if key else {}


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield Transcription(opening)
