"""Speaks with OpenAI's voices, and those of servers that speak its /audio/speech, as it comes."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

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
from voicera_adapters.languages import alike
from voicera_adapters.net import asked, quota_exhausted
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import streamed
from voicera_adapters.vendors.openai.presets import COMPATIBLE, OPENAI, PRESETS, headers_of
from voicera_kit.errors import ServiceError

MADE: Final = AudioFormat(Encoding.PCM_S16LE, 24_000)
LANGUAGES: Final = tuple(
    alike(
        "en en-IN hi kn mr ne ta ur af ar hy az be bs bg ca zh hr cs da nl et fi fr gl de el he hu is id it ja"
        " kk ko lv lt mk ms mi no fa pl pt ro ru sr sk sl es sw sv tl th tr uk vi cy"
    )
)
"""The text's own language is spoken; OpenAI is told none."""
_NAMES: Final = "alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse"
VOICES: Final = tuple(Voice(each, each.title(), "") for each in _NAMES.split())


class SpeechSettings(BaseModel):
    """Absent means OpenAI's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(
        default="gpt-4o-mini-tts",
        min_length=1,
        max_length=128,
        title="Model",
        examples=["gpt-4o-mini-tts", "tts-1", "tts-1-hd"],
    )
    instructions: str = Field(
        default="",
        max_length=4096,
        title="Instructions",
        description="How to speak: accent, mood, pace. Not of tts-1 and tts-1-hd.",
    )


DESCRIPTION: Final = Description(
    id=OPENAI,
    modality=Modality.TEXT_TO_SPEECH,
    display_name=PRESETS[OPENAI].display_name,
    languages=LANGUAGES,
    capabilities=TextToSpeechCapabilities(
        streaming=True, word_times=False, sample_rates_hz=(MADE.sample_rate_hz,)
    ),
    settings=SpeechSettings,
    voices=VOICES,
    account=PRESETS[OPENAI].account,
)


class OpenAIVoice:
    """A Synthesizer."""

    def __init__(self, opening: Opening, base_url: str, options: SynthesizerOptions) -> None:
        self._http = opening.http
        self._url = f"{base_url}/audio/speech"
        self._wanted = options.format
        self._headers = headers_of(options.account)
        self._request = request_of(options, read_settings(SpeechSettings, options.settings))

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        asking = asked(
            self._http,
            "POST",
            self._url,
            field="segment.text",
            explain=explain,
            headers=self._headers,
            json=self._request | {"input": text},
        )
        async with asking as response, aclosing(streamed(response, MADE, self._wanted)) as audio:
            async for block in audio:
                yield block


def request_of(options: SynthesizerOptions, settings: SpeechSettings) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": settings.model,
        "voice": options.voice or VOICES[0].id,
        "response_format": "pcm",
    }
    if settings.instructions:
        request["instructions"] = settings.instructions
    if options.speaking_rate != 1:
        request["speed"] = options.speaking_rate
    return request


def explain(status: int, body: Any) -> ServiceError | None:
    """Tell a used-up quota, which comes as 429, from too many requests."""
    if status == HTTPStatus.TOO_MANY_REQUESTS and body["error"]["code"] == "insufficient_quota":
        return quota_exhausted()
    return None


class OpenAISpeech:
    def __init__(self, opening: Opening) -> None:
        """OpenAI's own id with another address is some compatible server, with voices of its own."""
        self._opening = opening
        self._base_url = opening.base_url(PRESETS[OPENAI].base_url)
        is_openai = self._base_url == PRESETS[OPENAI].base_url
        self.description = DESCRIPTION if is_openai else _compatible(self._base_url)

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        yield OpenAIVoice(self._opening, self._base_url, options)


def _compatible(base_url: str) -> Description:
    return replace(
        DESCRIPTION,
        display_name=COMPATIBLE.display_name,
        languages=("*",),
        any_voice=True,
        account=COMPATIBLE.account,
        server=base_url,
    )


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield OpenAISpeech(opening)
