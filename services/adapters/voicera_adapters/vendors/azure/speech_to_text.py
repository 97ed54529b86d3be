"""Recognizes one utterance after the other with Azure's REST API for short audio.

Its streaming is reached through an SDK only, which brings its own threads and native libraries.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
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
    Transcript,
)
from voicera_adapters.languages import alike, code_in
from voicera_adapters.net import asked_json, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.segments import SegmentedRecognizer
from voicera_adapters.vendors.azure.account import AzureAccount
from voicera_adapters.wav import write_wav
from voicera_kit.errors import Unavailable

_ALIKE: Final = alike(
    "en-IN en-US en-GB en-AU en-CA en-NZ en-ZA as-IN bn-IN gu-IN hi-IN kn-IN ml-IN mr-IN or-IN pa-IN ta-IN te-IN"
    " ur-IN ne-NP ar-AE ar-EG ar-SA cs-CZ da-DK de-DE el-GR es-ES es-MX es-US fa-IR fi-FI fil-PH fr-FR fr-CA he-IL"
    " hu-HU id-ID it-IT ja-JP ko-KR ms-MY my-MM nb-NO nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU si-LK sv-SE sw-KE th-TH"
    " tr-TR uk-UA vi-VN zh-CN zh-HK zh-TW"
)
LANGUAGES: Final = MappingProxyType(
    _ALIKE
    | {
        each: f"{each}-IN"
        for each in ("as", "bn", "gu", "hi", "kn", "ml", "mr", "or", "pa", "ta", "te", "ur")
    }
    | {"ne": "ne-NP"}
)
"""BCP-47 to Azure's locales."""
_WANTED: Final = AudioFormat(Encoding.PCM_S16LE, 16_000)
_NOTHING: Final = frozenset({"NoMatch", "InitialSilenceTimeout", "BabbleTimeout"})


class AzureSettings(BaseModel):
    """Absent means Azure's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profanity: Literal["masked", "removed", "raw"] = Field(default="masked", title="Profanity")


DESCRIPTION: Final = Description(
    id="azure",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="Azure AI Speech",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=False,
        phrase_hints=False,
        closed_grammar=False,
        word_times=False,
        sample_rates_hz=(16_000,),
        confidence=True,
    ),
    settings=AzureSettings,
    any_model=True,
    account=AzureAccount,
)


class Transcriber:
    """A Transcribe. A model is the endpoint's id of a custom one."""

    def __init__(self, opening: Opening, options: RecognizerOptions, settings: AzureSettings) -> None:
        account = account_of(options.account, AzureAccount)
        base_url = opening.base_url(f"https://{account.region}.stt.speech.microsoft.com")
        self._http = opening.http
        self._url = f"{base_url}/speech/recognition/conversation/cognitiveservices/v1"
        self._query = {
            "language": code_in(LANGUAGES, options.language),
            "format": "detailed",
            "profanity": settings.profanity,
        } | ({"cid": options.model} if options.model else {})
        self._headers = account.headers | {
            "Content-Type": f"audio/wav; codecs=audio/pcm; samplerate={_WANTED.sample_rate_hz}",
            "Accept": "application/json",
        }

    async def __call__(self, audio: bytes, expectation: Expectation) -> Transcript:
        del expectation
        told = await asked_json(
            self._http,
            "POST",
            self._url,
            params=self._query,
            headers=self._headers,
            data=write_wav(audio, _WANTED),
        )
        with telling_failures():
            return understood(told)


def understood(told: Mapping[str, Any]) -> Transcript:
    status = told["RecognitionStatus"]
    if status in _NOTHING:
        return Transcript(final=True)
    if status != "Success":
        raise Unavailable("the provider failed to recognize the audio")
    best = told["NBest"][0]
    return Transcript(best["Display"].strip(), final=True, confidence=best["Confidence"])


class AzureSpeech:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        del emit
        settings = read_settings(AzureSettings, options.settings)
        transcribe = Transcriber(self._opening, options, settings)
        yield SegmentedRecognizer(options.format, _WANTED, transcribe, options.expectation)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield AzureSpeech(opening)
