"""Speaks with Deepgram's Aura voices (/v1/speak), whose audio comes as it is made."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from voicera_adapters.account import Account
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
from voicera_adapters.net import asked, asked_json, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import Formats, streamed, within
from voicera_adapters.vendors.deepgram.account import BASE_URL, DeepgramAccount
from voicera_kit.errors import invalid

RATES_HZ: Final = (8_000, 16_000, 24_000, 48_000)
VOICES: Final = (
    Voice("aura-2-thalia-en", "Thalia", "en-US"),
    Voice("aura-2-andromeda-en", "Andromeda", "en-US"),
    Voice("aura-2-apollo-en", "Apollo", "en-US"),
    Voice("aura-2-draco-en", "Draco", "en-GB"),
    Voice("aura-2-theia-en", "Theia", "en-AU"),
    Voice("aura-2-celeste-es", "Celeste", "es-CO"),
    Voice("aura-2-nestor-es", "Nestor", "es-ES"),
)
FORMATS: Final = Formats(pcm_hz=RATES_HZ, mulaw_hz=(8_000, 16_000))
SLOWEST, FASTEST = 0.7, 1.5
_ENCODINGS: Final = MappingProxyType({Encoding.MULAW: "mulaw", Encoding.PCM_S16LE: "linear16"})


class AuraSettings(BaseModel):
    """Aura takes none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


DESCRIPTION: Final = Description(
    id="deepgram",
    modality=Modality.TEXT_TO_SPEECH,
    display_name="Deepgram Aura",
    languages=("en", "es"),
    capabilities=TextToSpeechCapabilities(streaming=True, word_times=False, sample_rates_hz=RATES_HZ),
    settings=AuraSettings,
    voices=VOICES,
    any_voice=True,
    account=DeepgramAccount,
)


class Aura:
    """A Synthesizer."""

    def __init__(self, opening: Opening, options: SynthesizerOptions) -> None:
        self._http = opening.http
        self._url = f"{opening.base_url(BASE_URL)}/v1/speak"
        self._wanted = options.format
        self._made = FORMATS.best(options.format)
        self._headers = account_of(options.account, DeepgramAccount).headers
        self._query = {
            "model": voice_for(options.voice, options.language),
            "encoding": _ENCODINGS[self._made.encoding],
            "sample_rate": str(self._made.sample_rate_hz),
            "container": "none",
            "speed": f"{within(options.speaking_rate, SLOWEST, FASTEST):g}",
        }

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        asking = asked(
            self._http,
            "POST",
            self._url,
            field="segment.text",
            params=self._query,
            headers=self._headers,
            json={"text": text},
        )
        async with asking as response, aclosing(streamed(response, self._made, self._wanted)) as audio:
            async for block in audio:
                yield block


def voice_for(voice: str, language: str) -> str:
    """Return the voice that was picked, or the first of the language; InvalidArgument if it speaks another.

    Deepgram's names of voices end with their language.
    """
    spoken = language.split("-", maxsplit=1)[0].lower()
    fitting = [each for each in VOICES if each.language.split("-")[0] == spoken]
    same = [each.id for each in fitting if each.language.lower() == language.lower()]
    if not voice:
        return next(iter((*same, *(each.id for each in fitting))))
    if voice.rpartition("-")[2] != spoken:
        raise invalid("voice", f"does not speak {language}")
    return voice


class DeepgramAura:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        read_settings(AuraSettings, options.settings)
        yield Aura(self._opening, options)

    async def voices(self, account: Account) -> Sequence[Voice]:
        """Return the voices among Deepgram's models, which it tells whole."""
        url = f"{self._opening.base_url(BASE_URL)}/v1/models"
        headers = account_of(account, DeepgramAccount).headers
        told = await asked_json(self._opening.http, "GET", url, headers=headers)
        with telling_failures():
            return list(_listed(told))


def _listed(told: Any) -> Iterator[Voice]:
    """The languages of a voice are its region's and the bare one, in any order."""
    for each in told["tts"]:
        voice, languages = each["canonical_name"], each.get("languages") or ()
        if voice.startswith("aura-"):
            regions = (language for language in languages if "-" in language)
            yield Voice(voice, each["name"].title(), next(regions, voice.rpartition("-")[2]))


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield DeepgramAura(opening)
