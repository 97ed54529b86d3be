"""Speaks with ElevenLabs' voices (/v1/text-to-speech/{voice}/stream/with-timestamps): lines of JSON with audio."""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final, Literal

import aiohttp
from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.account import Account
from voicera_adapters.accounts import account_of
from voicera_adapters.audio import AudioFormat, Converter, Encoding
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
from voicera_adapters.speech import Formats, unmarked, unpacked, within
from voicera_adapters.vendors.elevenlabs.account import BASE_URL, ElevenLabsAccount, explain
from voicera_adapters.vendors.elevenlabs.listing import voices_of
from voicera_adapters.vendors.elevenlabs.voices import (
    FLASH,
    LANGUAGES,
    MODEL_LANGUAGES,
    MULTILINGUAL,
    V3,
    VOICES,
)
from voicera_kit.errors import invalid

FORMATS: Final = Formats((8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000))
SLOWEST, FASTEST = 0.7, 1.2
_NAMES: Final = {Encoding.MULAW: "ulaw", Encoding.PCM_S16LE: "pcm"}
_VOICE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST_LINE_BYTES: Final = 8 * 1024 * 1024


class ElevenLabsSettings(BaseModel):
    """Absent means the voice's own setting."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = Field(
        default=None,
        max_length=64,
        title="Model",
        description="Absent means Flash 2.5 for the languages it speaks, and v3 for the others.",
        examples=list(MODEL_LANGUAGES),
    )
    stability: float | None = Field(default=None, ge=0, le=1, title="Stability")
    similarity_boost: float | None = Field(default=None, ge=0, le=1, title="Similarity to the voice")
    style: float | None = Field(default=None, ge=0, le=1, title="Exaggeration of the style")
    apply_text_normalization: Literal["auto", "on", "off"] | None = Field(
        default=None, title="Write out numbers and dates"
    )


DESCRIPTION: Final = Description(
    id="elevenlabs",
    modality=Modality.TEXT_TO_SPEECH,
    display_name="ElevenLabs",
    languages=tuple(LANGUAGES),
    capabilities=TextToSpeechCapabilities(streaming=True, word_times=True, sample_rates_hz=FORMATS.pcm_hz),
    settings=ElevenLabsSettings,
    voices=VOICES,
    any_voice=True,
    account=ElevenLabsAccount,
    model_languages={model: tuple(sorted(known)) for model, known in MODEL_LANGUAGES.items() if model != V3},
)


class Words:
    """Makes words of characters and when each begins."""

    def __init__(self) -> None:
        self._text = ""
        self._start_ms = 0

    def take(self, alignment: dict[str, Any]) -> Iterator[SpokenWord]:
        for character, start_s in zip(
            alignment["characters"], alignment["character_start_times_seconds"], strict=True
        ):
            if character.isspace():
                yield from self.rest()
                continue
            if not self._text:
                self._start_ms = round(start_s * 1000)
            self._text += character

    def rest(self) -> Iterator[SpokenWord]:
        text, self._text = self._text, ""
        if text:
            yield SpokenWord(text, self._start_ms)


class ElevenLabsVoice:
    """A Synthesizer."""

    def __init__(self, opening: Opening, options: SynthesizerOptions) -> None:
        settings = read_settings(ElevenLabsSettings, options.settings)
        voice = options.voice or VOICES[0].id
        if not _VOICE.fullmatch(voice):
            raise invalid("voice", "must be an identifier of ElevenLabs")
        self._http = opening.http
        self._url = f"{opening.base_url(BASE_URL)}/v1/text-to-speech/{voice}/stream/with-timestamps"
        self._wanted = options.format
        self._made = FORMATS.best(options.format)
        self._headers = account_of(options.account, ElevenLabsAccount).headers
        self._request = request_of(options, settings)

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        converter, words = Converter(self._made, self._wanted), Words()
        asking = asked(
            self._http,
            "POST",
            self._url,
            field="segment.text",
            explain=explain,
            params={"output_format": _name(self._made)},
            headers=self._headers,
            json=self._request | {"text": unmarked(text)},
        )
        async with asking as response, aclosing(_lines(response)) as lines:
            async for told in lines:
                if audio := converter.convert(unpacked(told.get("audio_base64") or "")):
                    yield audio
                for word in words.take(told["alignment"]) if told.get("alignment") else ():
                    yield word
        for word in words.rest():
            yield word
        if rest := converter.convert(b"", last=True):
            yield rest


async def _lines(response: aiohttp.ClientResponse) -> AsyncGenerator[dict[str, Any]]:
    while line := await response.content.readline(max_line_length=_LONGEST_LINE_BYTES):
        if line.strip():
            yield json.loads(line)


def _name(audio: AudioFormat) -> str:
    return f"{_NAMES[audio.encoding]}_{audio.sample_rate_hz}"


def request_of(options: SynthesizerOptions, settings: ElevenLabsSettings) -> dict[str, Any]:
    """Return what all requests of a voice say."""
    code = code_in(LANGUAGES, options.language)
    model = settings.model or (FLASH if code in MODEL_LANGUAGES[FLASH] else V3)
    if code not in MODEL_LANGUAGES.get(model, LANGUAGES):
        raise invalid("settings.model", "does not speak the language")
    request: dict[str, Any] = {"model_id": model}
    if model != MULTILINGUAL:  # finds the language out by itself, and takes no code
        request["language_code"] = code
    if settings.apply_text_normalization:
        request["apply_text_normalization"] = settings.apply_text_normalization
    voice = settings.model_dump(include={"stability", "similarity_boost", "style"}, exclude_none=True)
    if options.speaking_rate != 1:
        voice["speed"] = within(options.speaking_rate, SLOWEST, FASTEST)
    return request | ({"voice_settings": voice} if voice else {})


class ElevenLabs:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        yield ElevenLabsVoice(self._opening, options)

    async def voices(self, account: Account) -> Sequence[Voice]:
        headers = account_of(account, ElevenLabsAccount).headers
        return await voices_of(self._opening.http, self._opening.base_url(BASE_URL), headers)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield ElevenLabs(opening)
