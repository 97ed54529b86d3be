"""Speaks with a server of AI4Bharat's Indic Parler TTS over this protocol, one WebSocket (/v1/speak) a text.

The client sends one text message, JSON: {"text": what to say, "description": how, in English, "language": BCP-47}.
The server answers {"type": "start", "sample_rate": 44100}, then mono 16-bit little-endian PCM in binary messages of
any size as it is made, then {"type": "done"}; or at any time {"type": "error", "status": a status of HTTP}.
The client hanging up means stop. With a key the client sends "Authorization: Bearer ..." when it connects.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from voicera_adapters.account import Account
from voicera_adapters.accounts import account_of
from voicera_adapters.audio import HIGHEST_RATE_HZ, LOWEST_RATE_HZ, AudioFormat, Converter, Encoding
from voicera_adapters.contract import (
    Description,
    Modality,
    SpokenWord,
    Synthesizer,
    SynthesizerOptions,
    TextToSpeech,
    TextToSpeechCapabilities,
)
from voicera_adapters.languages import code_in
from voicera_adapters.net import Socket, connected, not_understood, refusal, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.vendors.indic_parler.voices import LANGUAGES, VOICES, default_voice

BASE_URL: Final = "http://127.0.0.1:8093"
NATIVE_RATE_HZ: Final = 44_100
MANNER: Final = (
    "{voice} speaks at a {pace} pace in a clear and natural tone. The recording is of very high quality, with the"
    " voice sounding clear and very close up."
)
_SLOW_BELOW, _FAST_ABOVE = 0.9, 1.1


class IndicParlerAccount(Account):
    """Of a server that may want no key."""

    api_key: SecretStr = SecretStr("")

    @property
    def headers(self) -> dict[str, str]:
        key = self.api_key.get_secret_value()
        return {"Authorization": f"Bearer {key}"} if key else {}


class IndicParlerSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str = Field(
        default=MANNER,
        min_length=1,
        max_length=600,
        title="Manner of speaking",
        description="In English. {voice} becomes the speaker's name, {pace} slow, moderate or fast.",
    )


DESCRIPTION: Final = Description(
    id="indic_parler",
    modality=Modality.TEXT_TO_SPEECH,
    display_name="Indic Parler TTS",
    languages=tuple(LANGUAGES),
    capabilities=TextToSpeechCapabilities(
        streaming=True, word_times=False, sample_rates_hz=(NATIVE_RATE_HZ,)
    ),
    settings=IndicParlerSettings,
    voices=VOICES,
    account=IndicParlerAccount,
)


class IndicParlerVoice:
    """A Synthesizer."""

    def __init__(self, opening: Opening, options: SynthesizerOptions) -> None:
        self._opening = opening
        self._url = f"{opening.base_url(BASE_URL)}/v1/speak"
        self._wanted = options.format
        self._headers = account_of(options.account, IndicParlerAccount).headers
        self._request = request_of(options, read_settings(IndicParlerSettings, options.settings))

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        opening = self._opening
        async with connected(opening.http, self._url, opening.settings, self._headers) as socket:
            await socket.send_text(json.dumps(self._request | {"text": text}, ensure_ascii=False))
            converter = Converter(await _started(socket), self._wanted)
            while not _is_over(message := await socket.receive()):
                if isinstance(message, bytes) and (audio := converter.convert(message)):
                    yield audio
        if rest := converter.convert(b"", last=True):
            yield rest


async def _started(socket: Socket) -> AudioFormat:
    """Return what the audio comes in."""
    told = _told(await socket.receive())
    with telling_failures():
        rate_hz = int(told["sample_rate"])
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise not_understood()
    return AudioFormat(Encoding.PCM_S16LE, rate_hz)


def _is_over(message: str | bytes) -> bool:
    return isinstance(message, str) and _told(message)["type"] == "done"


def _told(message: str | bytes) -> dict[str, Any]:
    """Return what a text message says; raises what an error means."""
    with telling_failures():
        told: dict[str, Any] = json.loads(message)
        if told["type"] == "error":
            raise refusal(int(told["status"]), field="segment.text")
        return told


def request_of(options: SynthesizerOptions, settings: IndicParlerSettings) -> dict[str, str]:
    language = code_in(LANGUAGES, options.language)
    voice = options.voice or default_voice(language)
    manner = settings.description.replace("{voice}", voice).replace("{pace}", pace_of(options.speaking_rate))
    return {"description": manner, "language": language}


def pace_of(speaking_rate: float) -> str:
    if speaking_rate < _SLOW_BELOW:
        return "slow"
    return "fast" if speaking_rate > _FAST_ABOVE else "moderate"


class IndicParler:
    def __init__(self, opening: Opening) -> None:
        self.description = replace(DESCRIPTION, server=opening.base_url(BASE_URL))
        self._opening = opening

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        yield IndicParlerVoice(self._opening, options)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield IndicParler(opening)
