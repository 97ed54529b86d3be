"""Recognizes one utterance after the other with Google Cloud Speech-to-Text (/v1/speech:recognize).

Its streaming takes gRPC and a service account; an API key is enough for this.
"""

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.accounts import account_of
from voicera_adapters.audio import Encoding
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
from voicera_adapters.languages import alike, code_in, codes_in, language_in
from voicera_adapters.net import asked_json, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.segments import SegmentedRecognizer
from voicera_adapters.vendors.google.account import GoogleAccount, explain

BASE_URL: Final = "https://speech.googleapis.com"
_ALIKE: Final = alike(
    "en-IN en-US en-GB en-AU en-CA en-NZ en-ZA bn-IN gu-IN hi-IN kn-IN ml-IN mr-IN ta-IN te-IN ur-IN ne-NP ar-AE"
    " ar-EG ar-SA cs-CZ da-DK de-DE el-GR es-ES es-MX es-US fa-IR fi-FI fil-PH fr-FR fr-CA hu-HU id-ID it-IT ja-JP"
    " ko-KR ms-MY my-MM nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU si-LK sv-SE sw-KE th-TH tr-TR uk-UA vi-VN"
)
LANGUAGES: Final = MappingProxyType(
    _ALIKE
    | {each: f"{each}-IN" for each in ("bn", "gu", "hi", "kn", "ml", "mr", "ta", "te", "ur")}
    | {
        "ne": "ne-NP",
        "pa": "pa-Guru-IN",
        "he-IL": "iw-IL",
        "nb-NO": "no-NO",
        "zh-CN": "cmn-Hans-CN",
        "zh-TW": "cmn-Hant-TW",
        "yue-HK": "yue-Hant-HK",
    }
)
"""BCP-47 to Google's codes."""
MODELS: Final = ("default", "latest_short", "latest_long", "command_and_search", "phone_call", "telephony")
MAX_PHRASES: Final = 500
LONGEST_PHRASE: Final = 100
MAX_ALTERNATIVES: Final = 3
_ENCODINGS: Final = MappingProxyType({Encoding.MULAW: "MULAW", Encoding.PCM_S16LE: "LINEAR16"})


class GoogleSettings(BaseModel):
    """Absent means Google's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    punctuation: bool = Field(default=False, title="Write punctuation")
    profanity_filter: bool = Field(default=False, title="Filter profanity")
    enhanced: bool = Field(default=False, title="Use the enhanced form of the model")


DESCRIPTION: Final = Description(
    id="google",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="Google Cloud Speech-to-Text",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=False,
        phrase_hints=True,
        closed_grammar=False,
        word_times=False,
        sample_rates_hz=(8_000, 16_000, 24_000, 48_000),
        language_detection=True,
        confidence=True,
    ),
    settings=GoogleSettings,
    models=MODELS,
    any_model=True,
    account=GoogleAccount,
)


class Transcriber:
    """A Transcribe."""

    def __init__(self, opening: Opening, options: RecognizerOptions, settings: GoogleSettings) -> None:
        self._http = opening.http
        self._url = f"{opening.base_url(BASE_URL)}/v1/speech:recognize"
        self._headers = account_of(options.account, GoogleAccount).headers
        self._options = options
        self._settings = settings

    async def __call__(self, audio: bytes, expectation: Expectation) -> Transcript:
        request = {
            "config": self._config(expectation),
            "audio": {"content": base64.b64encode(audio).decode()},
        }
        told = await asked_json(
            self._http, "POST", self._url, explain=explain, headers=self._headers, json=request
        )
        with telling_failures():
            return understood(told)

    def _config(self, expectation: Expectation) -> dict[str, Any]:
        options, settings = self._options, self._settings
        config: dict[str, Any] = {
            "encoding": _ENCODINGS[options.format.encoding],
            "sampleRateHertz": options.format.sample_rate_hz,
            "languageCode": code_in(LANGUAGES, options.language),
            "enableAutomaticPunctuation": settings.punctuation,
            "profanityFilter": settings.profanity_filter,
            "useEnhanced": settings.enhanced,
        }
        if options.model:
            config["model"] = options.model
        if others := codes_in(LANGUAGES, *options.other_languages):
            config["alternativeLanguageCodes"] = others[:MAX_ALTERNATIVES]
        if phrases := terms_of(expectation, most=MAX_PHRASES, longest=LONGEST_PHRASE):
            config["speechContexts"] = [{"phrases": phrases}]
        return config


def understood(told: Mapping[str, Any]) -> Transcript:
    """Join the best of each part; silence has no parts."""
    parts = told.get("results", ())
    best = [each["alternatives"][0] for each in parts if each.get("alternatives")]
    sure = [each["confidence"] for each in best if each.get("confidence")]
    return Transcript(
        " ".join(each["transcript"].strip() for each in best if each.get("transcript")),
        final=True,
        confidence=min(sure) if sure else None,
        language=next(
            (language_in(LANGUAGES, each["languageCode"]) for each in parts if each.get("languageCode")), ""
        ),
    )


class GoogleSpeech:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        del emit
        settings = read_settings(GoogleSettings, options.settings)
        transcribe = Transcriber(self._opening, options, settings)
        yield SegmentedRecognizer(options.format, options.format, transcribe, options.expectation)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield GoogleSpeech(opening)
