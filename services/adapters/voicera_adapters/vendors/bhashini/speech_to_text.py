"""Recognizes with Bhashini's inference service (task "asr"), one utterance at a time.

Its Socket.IO service only runs the same task again and again over what it was sent, every one to twenty seconds, so
a final would come no sooner.
"""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.accounts import account_of
from voicera_adapters.audio import LOWEST_RATE_HZ, AudioFormat, Encoding
from voicera_adapters.contract import (
    Description,
    Emit,
    Expectation,
    Modality,
    Recognizer,
    RecognizerOptions,
    SpeechToText,
    SpeechToTextCapabilities,
    Transcript,
)
from voicera_adapters.hints import terms_of
from voicera_adapters.languages import code_in
from voicera_adapters.net import telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.segments import SegmentedRecognizer
from voicera_adapters.vendors.bhashini.account import BhashiniAccount
from voicera_adapters.vendors.bhashini.pipeline import CODES, Pipeline
from voicera_adapters.wav import write_wav

LANGUAGES: Final = MappingProxyType(CODES)
MULTILINGUAL: Final = "bhashini/ai4bharat/conformer-multilingual-asr"
ENGLISH: Final = "ai4bharat/whisper-medium-en--gpu--t4"
MODELS: Final = (
    MULTILINGUAL,
    ENGLISH,
    "ai4bharat/conformer-hi-gpu--t4",
    "ai4bharat/conformer-multilingual-indo_aryan-gpu--t4",
    "ai4bharat/conformer-multilingual-dravidian-gpu--t4",
    "bhashini/iitm/asr-indoaryan--gpu--t4",
    "bhashini/iitm/asr-dravidian--gpu--t4",
    "bhashini/bodhan/asr-transcribe-core",
    "bhashini/bodhan/asr-transcribe-flex",
)
"""Service ids."""
MAX_HOTWORDS: Final = 100
LONGEST_HOTWORD: Final = 64
_LONGEST_WHOLE_S: Final = 30
"""Longer audio needs Bhashini's own voice activity detection."""
_WIDE: Final = AudioFormat(Encoding.PCM_S16LE, 16_000)
_NARROW: Final = AudioFormat(Encoding.PCM_S16LE, LOWEST_RATE_HZ)


class BhashiniSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    numerals: bool = Field(default=True, title="Write numbers and dates as figures")
    punctuation: bool = Field(default=False, title="Add punctuation")
    denoise: bool = Field(default=False, title="Reduce noise first")


DESCRIPTION: Final = Description(
    id="bhashini",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="Bhashini",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=False,
        phrase_hints=True,
        closed_grammar=False,
        word_times=False,
        sample_rates_hz=(_NARROW.sample_rate_hz, _WIDE.sample_rate_hz),
    ),
    settings=BhashiniSettings,
    models=MODELS,
    any_model=True,
    account=BhashiniAccount,
)


class Transcriber:
    """A Transcribe. Hints are for Hindi and the multilingual service, which alone takes any."""

    def __init__(self, opening: Opening, options: RecognizerOptions, settings: BhashiniSettings) -> None:
        self.format = _NARROW if options.format.sample_rate_hz == LOWEST_RATE_HZ else _WIDE
        self._answer_s = opening.settings.vendor_answer_s
        self._pipeline = Pipeline(opening)
        self._headers = account_of(options.account, BhashiniAccount).headers
        self._language = code_in(LANGUAGES, options.language)
        self._service = options.model or (ENGLISH if self._language == "en" else MULTILINGUAL)
        self._settings = settings

    async def __call__(self, audio: bytes, expectation: Expectation) -> Transcript:
        packed = base64.b64encode(write_wav(audio, self.format)).decode()
        given = {"audio": [{"audioContent": packed}]}
        task = {"taskType": "asr", "config": self._config(len(audio), expectation)}
        with telling_failures():
            async with asyncio.timeout(self._answer_s):
                outputs = await self._pipeline.outputs(self._headers, task, given, "audio")
            return Transcript(outputs[0]["source"].strip(), final=True)

    def _config(self, size_bytes: int, expectation: Expectation) -> dict[str, Any]:
        is_long = self.format.duration_ms(size_bytes) > _LONGEST_WHOLE_S * 1000
        config: dict[str, Any] = {
            "language": {"sourceLanguage": self._language},
            "serviceId": self._service,
            "audioFormat": "wav",
            "samplingRate": self.format.sample_rate_hz,
        }
        before = [name for name, on in (("vad", is_long), ("denoiser", self._settings.denoise)) if on]
        if before:
            config["preProcessors"] = before
        if after := self._afterwards(expectation):
            config["postProcessors"] = after
        return config

    def _afterwards(self, expectation: Expectation) -> list[Any]:
        terms = terms_of(expectation, most=MAX_HOTWORDS, longest=LONGEST_HOTWORD)
        takes_terms = self._language == "hi" and self._service == MULTILINGUAL
        chosen = (("itn", self._settings.numerals), ("punctuation", self._settings.punctuation))
        hotwords = [{"hotword_list": terms}] if terms and takes_terms else []
        return hotwords + [name for name, on in chosen if on]


class BhashiniSpeech:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        del emit
        transcribe = Transcriber(self._opening, options, read_settings(BhashiniSettings, options.settings))
        yield SegmentedRecognizer(options.format, transcribe.format, transcribe, options.expectation)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield BhashiniSpeech(opening)
