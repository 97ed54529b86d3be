"""Speaks with Azure's neural voices (REST, /cognitiveservices/v1), whose audio comes as it is made."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.account import Account
from voicera_adapters.accounts import account_of
from voicera_adapters.audio import AudioFormat, Encoding
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
from voicera_adapters.net import asked, asked_json, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import Formats, streamed
from voicera_adapters.vendors.azure.account import AzureAccount
from voicera_adapters.vendors.azure.ssml import Manner, ssml
from voicera_adapters.vendors.azure.voices import LANGUAGES, VOICES, default_voice

FORMATS: Final = Formats((8_000, 16_000, 22_050, 24_000, 44_100, 48_000))
_RATES: Final = MappingProxyType({
    8_000: "8khz",
    16_000: "16khz",
    22_050: "22050hz",
    24_000: "24khz",
    44_100: "44100hz",
    48_000: "48khz",
})
_ENCODINGS: Final = MappingProxyType({
    Encoding.MULAW: "8bit-mono-mulaw",
    Encoding.PCM_S16LE: "16bit-mono-pcm",
})


class AzureSettings(BaseModel):
    """Absent means the voice's own way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    style: str = Field(
        default="",
        pattern=r"^[a-z-]{0,64}$",
        title="Style",
        description="One the voice has.",
        examples=["cheerful", "empathetic", "customerservice"],
    )
    style_degree: float = Field(default=1.0, ge=0.01, le=2, title="Intensity of the style")
    pitch_percent: int = Field(default=0, ge=-50, le=50, title="Pitch, percent higher")
    volume: int | None = Field(default=None, ge=0, le=100, title="Volume")


DESCRIPTION: Final = Description(
    id="azure",
    modality=Modality.TEXT_TO_SPEECH,
    display_name="Azure AI Speech",
    languages=tuple(LANGUAGES),
    capabilities=TextToSpeechCapabilities(streaming=True, word_times=False, sample_rates_hz=FORMATS.pcm_hz),
    settings=AzureSettings,
    voices=VOICES,
    any_voice=True,
    account=AzureAccount,
)


class AzureVoice:
    """A Synthesizer."""

    def __init__(self, opening: Opening, options: SynthesizerOptions) -> None:
        account = account_of(options.account, AzureAccount)
        self._http = opening.http
        self._url = f"{base_url_of(opening, account)}/cognitiveservices/v1"
        self._wanted = options.format
        self._made = FORMATS.best(options.format)
        self._manner = manner_of(options, read_settings(AzureSettings, options.settings))
        self._headers = account.headers | {
            "Content-Type": "application/ssml+xml",
            "X-Microsoft-OutputFormat": _name(self._made),
            "User-Agent": "voicera",
        }

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        asking = asked(
            self._http,
            "POST",
            self._url,
            field="segment.text",
            headers=self._headers,
            data=ssml(text, self._manner).encode(),
        )
        async with asking as response, aclosing(streamed(response, self._made, self._wanted)) as audio:
            async for block in audio:
                yield block


def base_url_of(opening: Opening, account: AzureAccount) -> str:
    return opening.base_url(f"https://{account.region}.tts.speech.microsoft.com")


def _name(audio: AudioFormat) -> str:
    return f"raw-{_RATES[audio.sample_rate_hz]}-{_ENCODINGS[audio.encoding]}"


def manner_of(options: SynthesizerOptions, settings: AzureSettings) -> Manner:
    locale = code_in(LANGUAGES, options.language)
    return Manner(
        voice=options.voice or default_voice(locale),
        language=locale,
        rate=options.speaking_rate,
        pitch_percent=settings.pitch_percent,
        volume=settings.volume,
        style=settings.style,
        degree=settings.style_degree,
    )


class Azure:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        yield AzureVoice(self._opening, options)

    async def voices(self, account: Account) -> Sequence[Voice]:
        """Return all of the region: Azure tells them whole."""
        own = account_of(account, AzureAccount)
        url = f"{base_url_of(self._opening, own)}/cognitiveservices/voices/list"
        told = await asked_json(self._opening.http, "GET", url, headers=own.headers)
        with telling_failures():
            return [_listed(each) for each in told if each.get("Status") != "Deprecated"]


def _listed(told: Mapping[str, Any]) -> Voice:
    also = tuple(told.get("SecondaryLocaleList") or ())
    return Voice(told["ShortName"], told["DisplayName"], told["Locale"], also)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield Azure(opening)
