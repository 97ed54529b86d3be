"""Speaks with Google Cloud's voices (REST, /v1/text:synthesize), a whole text at once.

Streaming synthesis is gRPC only, takes no API key, and is limited to one family of voices.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from types import MappingProxyType
from typing import Any, Final, Literal

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
from voicera_adapters.languages import alike, code_in, language_in
from voicera_adapters.net import asked_json, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import Formats, blocks_of, converted, unpacked
from voicera_adapters.vendors.google.account import GoogleAccount, explain
from voicera_adapters.wav import read_wav

BASE_URL: Final = "https://texttospeech.googleapis.com"
FORMATS: Final = Formats((8_000, 16_000, 22_050, 24_000, 44_100, 48_000))
_LOCALES: Final = alike(
    "bn-IN en-IN gu-IN hi-IN kn-IN ml-IN mr-IN pa-IN ta-IN te-IN ur-IN en-US en-GB en-AU af-ZA bg-BG ca-ES cs-CZ da-DK"
    " de-DE el-GR es-ES es-US fi-FI fil-PH fr-CA fr-FR he-IL hu-HU id-ID it-IT ja-JP ko-KR lt-LT lv-LV ms-MY nb-NO"
    " nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE th-TH tr-TR uk-UA vi-VN"
)
LANGUAGES: Final = MappingProxyType(
    {each.split("-")[0]: each for each in reversed(_LOCALES)}
    | _LOCALES
    | {"ar": "ar-XA", "zh": "cmn-CN", "zh-CN": "cmn-CN", "zh-TW": "cmn-TW"}
)
"""BCP-47 to Google's locales; a bare language is spoken as in the first of its locales above."""
VOICES: Final = tuple(
    Voice(f"{locale}-{name}", f"{name} ({locale})", locale)
    for locale, names in (
        ("bn-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Wavenet-A Wavenet-B"),
        ("en-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Neural2-A Neural2-B Wavenet-A Wavenet-B"),
        ("gu-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Wavenet-A Wavenet-B"),
        ("hi-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Neural2-A Neural2-B Wavenet-A Wavenet-B"),
        ("kn-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Wavenet-A Wavenet-B"),
        ("ml-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Wavenet-A Wavenet-B"),
        ("mr-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Wavenet-A Wavenet-B"),
        ("pa-IN", "Wavenet-A Wavenet-B"),
        ("ta-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Wavenet-A Wavenet-B"),
        ("te-IN", "Chirp3-HD-Aoede Chirp3-HD-Charon Standard-A Standard-B"),
        ("ur-IN", "Wavenet-A Wavenet-B"),
        ("en-US", "Chirp3-HD-Aoede Chirp3-HD-Charon Neural2-A Neural2-C"),
        ("en-GB", "Chirp3-HD-Aoede Chirp3-HD-Charon Neural2-A Neural2-B"),
    )
    for name in names.split()
)
"""Some of many; without one Google chooses."""
_ENCODINGS: Final = MappingProxyType({Encoding.MULAW: "MULAW", Encoding.PCM_S16LE: "LINEAR16"})


class GoogleSettings(BaseModel):
    """Absent means the voice's own way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    gender: Literal["FEMALE", "MALE"] | None = Field(
        default=None, title="Gender", description="Of the voice Google chooses where none is named."
    )
    pitch: float | None = Field(default=None, ge=-20, le=20, title="Pitch, semitones higher")
    volume_gain_db: float | None = Field(default=None, ge=-96, le=16, title="Volume, decibels louder")
    effects_profile: (
        Literal["telephony-class-application", "handset-class-device", "headphone-class-device"] | None
    ) = Field(default=None, title="Made for")


DESCRIPTION: Final = Description(
    id="google",
    modality=Modality.TEXT_TO_SPEECH,
    display_name="Google Cloud Text-to-Speech",
    languages=tuple(LANGUAGES),
    capabilities=TextToSpeechCapabilities(streaming=False, word_times=False, sample_rates_hz=FORMATS.pcm_hz),
    settings=GoogleSettings,
    voices=VOICES,
    any_voice=True,
    account=GoogleAccount,
)


class GoogleVoice:
    """A Synthesizer."""

    def __init__(self, opening: Opening, options: SynthesizerOptions) -> None:
        self._http = opening.http
        self._url = f"{opening.base_url(BASE_URL)}/v1/text:synthesize"
        self._wanted = options.format
        self._made = FORMATS.best(options.format)
        self._headers = account_of(options.account, GoogleAccount).headers
        settings = read_settings(GoogleSettings, options.settings)
        self._request = {
            "voice": _voice(options, settings),
            "audioConfig": _audio(self._made, options.speaking_rate, settings),
        }

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        answer = await asked_json(
            self._http,
            "POST",
            self._url,
            field="segment.text",
            explain=explain,
            headers=self._headers,
            json=self._request | {"input": {"text": text}},
        )
        with telling_failures():
            made, came = _unwrapped(unpacked(answer["audioContent"]), self._made)
        async with aclosing(converted(blocks_of(made), came, self._wanted)) as audio:
            async for block in audio:
                yield block


def _unwrapped(audio: bytes, asked_for: AudioFormat) -> tuple[bytes, AudioFormat]:
    """Take the audio out of the WAV file that Google puts it in."""
    return read_wav(audio) if audio.startswith(b"RIFF") else (audio, asked_for)


def _voice(options: SynthesizerOptions, settings: GoogleSettings) -> dict[str, str]:
    """A voice that is named speaks its own locale, which its name begins with."""
    if options.voice:
        return {"languageCode": "-".join(options.voice.split("-")[:2]), "name": options.voice}
    chosen = {"languageCode": code_in(LANGUAGES, options.language)}
    return chosen | ({"ssmlGender": settings.gender} if settings.gender else {})


def _audio(made: AudioFormat, rate: float, settings: GoogleSettings) -> dict[str, Any]:
    audio: dict[str, Any] = {
        "audioEncoding": _ENCODINGS[made.encoding],
        "sampleRateHertz": made.sample_rate_hz,
    }
    if rate != 1:
        audio["speakingRate"] = rate
    if settings.pitch is not None:
        audio["pitch"] = settings.pitch
    if settings.volume_gain_db is not None:
        audio["volumeGainDb"] = settings.volume_gain_db
    if settings.effects_profile:
        audio["effectsProfileId"] = [settings.effects_profile]
    return audio


class Google:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        yield GoogleVoice(self._opening, options)

    async def voices(self, account: Account) -> Sequence[Voice]:
        """Return all that are there: Google tells them whole."""
        url = f"{self._opening.base_url(BASE_URL)}/v1/voices"
        headers = account_of(account, GoogleAccount).headers
        told = await asked_json(self._opening.http, "GET", url, explain=explain, headers=headers)
        with telling_failures():
            return list(_listed(told))


def _listed(told: Any) -> Iterator[Voice]:
    """Voices whose names do not begin with their locale want a model beside, which is not asked for."""
    for each in told["voices"]:
        locale, name = each["languageCodes"][0], each["name"]
        if name.startswith(f"{locale}-"):
            own = name.removeprefix(f"{locale}-")
            yield Voice(name, f"{own} ({locale})", language_in(LANGUAGES, locale))


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield Google(opening)
