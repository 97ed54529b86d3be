"""Speaks with Sarvam's Bulbul voices (/text-to-speech/stream), whose audio comes as it is made.

The WebSocket beside it is no faster for whole sentences over kept connections, and stops only by being closed.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.accounts import account_of
from voicera_adapters.audio import Encoding
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
from voicera_adapters.net import asked
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import Formats, audio_in, converted
from voicera_adapters.vendors.sarvam.account import SarvamAccount, explain, speech_url
from voicera_adapters.wav import without_header

LANGUAGES: Final = MappingProxyType({
    "bn": "bn-IN",
    "en": "en-IN",
    "gu": "gu-IN",
    "hi": "hi-IN",
    "kn": "kn-IN",
    "ml": "ml-IN",
    "mr": "mr-IN",
    "or": "od-IN",
    "pa": "pa-IN",
    "ta": "ta-IN",
    "te": "te-IN",
})
"""BCP-47 to Sarvam's codes, of Bulbul."""
FORMATS: Final = Formats((8_000, 16_000, 22_050, 24_000))
_V3_SPEAKERS: Final = (
    "shubh aditya ritu priya neha rahul pooja rohan simran kavya amit dev ishita shreya ratan varun manan sumit"
    " roopa kabir aayan ashutosh advait anand tanya tarun sunny mani gokul vijay shruti suhani mohit kavitha rehan"
    " soham rupali niharika"
)
_V2_SPEAKERS: Final = "anushka manisha vidya arya abhilash karun hitesh"
VOICES: Final = (
    *(Voice(each, each.title(), "") for each in _V3_SPEAKERS.split()),
    *(Voice(each, f"{each.title()} (Bulbul v2)", "") for each in _V2_SPEAKERS.split()),
)
"""Each speaks every language; newer models have others."""
_V4_FORMATS: Final = Formats(FORMATS.pcm_hz, mulaw_hz=())
_V4: Final = "bulbul:v4"
"""How the names of models begin that make no raw audio, but WAV files."""
_CODECS: Final = MappingProxyType({Encoding.MULAW: "mulaw", Encoding.PCM_S16LE: "linear16"})


class SarvamSettings(BaseModel):
    """Absent means Sarvam's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(
        default="bulbul:v3",
        max_length=64,
        title="Model",
        description="The voice must be one of the model's.",
        examples=["bulbul:v3", "bulbul:v4-flash", "bulbul:v2"],
    )
    temperature: float | None = Field(
        default=None, ge=0.01, le=1, title="Liveliness", description="Not of Bulbul v2."
    )
    enable_preprocessing: bool | None = Field(
        default=None, title="Write out English words, numbers and dates first"
    )
    dict_id: str | None = Field(
        default=None, max_length=128, title="Pronunciation dictionary", description="Not of Bulbul v2."
    )


DESCRIPTION: Final = Description(
    id="sarvam",
    modality=Modality.TEXT_TO_SPEECH,
    display_name="Sarvam Bulbul",
    languages=tuple(LANGUAGES),
    capabilities=TextToSpeechCapabilities(streaming=True, word_times=False, sample_rates_hz=FORMATS.pcm_hz),
    settings=SarvamSettings,
    voices=VOICES,
    any_voice=True,
    account=SarvamAccount,
)


class Bulbul:
    """A Synthesizer."""

    def __init__(self, opening: Opening, options: SynthesizerOptions) -> None:
        self._http = opening.http
        self._url = f"{speech_url(opening)}/text-to-speech/stream"
        self._wanted = options.format
        self._headers = account_of(options.account, SarvamAccount).headers
        settings = read_settings(SarvamSettings, options.settings)
        is_v4 = settings.model.startswith(_V4)
        self._made = (_V4_FORMATS if is_v4 else FORMATS).best(options.format)
        self._request: dict[str, Any] = {
            "language_code": code_in(LANGUAGES, options.language),
            "pace": options.speaking_rate,
            "output_audio_codec": "wav" if is_v4 else _CODECS[self._made.encoding],
            "speech_sample_rate": self._made.sample_rate_hz,
            **settings.model_dump(exclude_none=True),
        }
        if options.voice:
            self._request["speaker"] = options.voice

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        asking = asked(
            self._http,
            "POST",
            self._url,
            field="segment.text",
            explain=explain,
            headers=self._headers,
            json=self._request | {"text": text},
        )
        async with (
            asking as response,
            aclosing(without_header(audio_in(response))) as raw,
            aclosing(converted(raw, self._made, self._wanted)) as audio,
        ):
            async for block in audio:
                yield block


class Sarvam:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        yield Bulbul(self._opening, options)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield Sarvam(opening)
