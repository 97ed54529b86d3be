"""Speaks with the voices of Bhashini's inference service, a whole text at once, as WAV in JSON."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.accounts import account_of
from voicera_adapters.contract import (
    Description,
    Modality,
    SpokenWord,
    Synthesizer,
    SynthesizerOptions,
    TextToSpeech,
    TextToSpeechCapabilities,
    Voice,
)
from voicera_adapters.languages import code_in
from voicera_adapters.net import asked_json, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import Formats, blocks_of, converted, unpacked
from voicera_adapters.vendors.bhashini.account import BASE_URL, PIPELINE, BhashiniAccount
from voicera_adapters.wav import read_wav

_INDO_ARYAN: Final = "ai4bharat/indic-tts-coqui-indo_aryan-gpu--t4"
_DRAVIDIAN: Final = "ai4bharat/indic-tts-coqui-dravidian-gpu--t4"
_MISC: Final = "ai4bharat/indic-tts-coqui-misc-gpu--t4"
_IITM: Final = "Bhashini/IITM/TTS"
SERVICES: Final = MappingProxyType({
    "as": _INDO_ARYAN,
    "bn": _INDO_ARYAN,
    "brx": _MISC,
    "en": _MISC,
    "gu": _INDO_ARYAN,
    "hi": _INDO_ARYAN,
    "kn": _DRAVIDIAN,
    "ml": _DRAVIDIAN,
    "mni": _MISC,
    "mr": _INDO_ARYAN,
    "or": _INDO_ARYAN,
    "pa": _INDO_ARYAN,
    "raj": _INDO_ARYAN,
    "sat": _IITM,
    "ta": _DRAVIDIAN,
    "te": _DRAVIDIAN,
})
"""Which service speaks a language, by Bhashini's code of it."""
LANGUAGES: Final = MappingProxyType({each: each for each in SERVICES})
"""BCP-47 to Bhashini's codes."""
VOICES: Final = (Voice("female", "Female", ""), Voice("male", "Male", ""))
FORMATS: Final = Formats((8_000, 16_000, 22_050, 48_000), mulaw_hz=())


class BhashiniSettings(BaseModel):
    """Absent means Bhashini's own choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service_id: str | None = Field(
        default=None,
        min_length=1,
        max_length=128,
        title="Service",
        description="Absent means AI4Bharat's, or IIT Madras's, for the language.",
        examples=[_IITM, _INDO_ARYAN],
    )


DESCRIPTION: Final = Description(
    id="bhashini",
    modality=Modality.TEXT_TO_SPEECH,
    display_name="Bhashini",
    languages=tuple(LANGUAGES),
    capabilities=TextToSpeechCapabilities(streaming=False, word_times=False, sample_rates_hz=FORMATS.pcm_hz),
    settings=BhashiniSettings,
    voices=VOICES,
    account=BhashiniAccount,
)


class BhashiniVoice:
    """A Synthesizer. Bhashini takes no speaking rate."""

    def __init__(self, opening: Opening, options: SynthesizerOptions) -> None:
        self._http = opening.http
        self._url = f"{opening.base_url(BASE_URL)}{PIPELINE}"
        self._wanted = options.format
        self._headers = account_of(options.account, BhashiniAccount).headers
        self._task = task_of(options, read_settings(BhashiniSettings, options.settings))

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        answer = await asked_json(
            self._http,
            "POST",
            self._url,
            field="segment.text",
            headers=self._headers,
            json={"pipelineTasks": [self._task], "inputData": {"input": [{"source": text}]}},
        )
        with telling_failures():
            made, came = read_wav(unpacked(answer["pipelineResponse"][0]["audio"][0]["audioContent"]))
        async with aclosing(converted(blocks_of(made), came, self._wanted)) as audio:
            async for block in audio:
                yield block


def task_of(options: SynthesizerOptions, settings: BhashiniSettings) -> dict[str, Any]:
    language = code_in(LANGUAGES, options.language)
    config = {
        "language": {"sourceLanguage": language},
        "serviceId": settings.service_id or SERVICES[language],
        "gender": options.voice or VOICES[0].id,
        "samplingRate": FORMATS.best(options.format).sample_rate_hz,
    }
    return {"taskType": "tts", "config": config}


class Bhashini:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        yield BhashiniVoice(self._opening, options)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield Bhashini(opening)
