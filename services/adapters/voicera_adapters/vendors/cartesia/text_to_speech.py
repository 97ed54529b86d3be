"""Speaks with Cartesia's Sonic voices over its WebSocket (/tts/websocket), which is opened before the first word."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from types import MappingProxyType
from typing import Any, Final

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
from voicera_adapters.languages import alike, code_in
from voicera_adapters.net import telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import Formats, unmarked, unpacked, within
from voicera_adapters.vendors.cartesia.account import BASE_URL, CartesiaAccount
from voicera_adapters.vendors.cartesia.line import Line
from voicera_adapters.vendors.cartesia.listing import voices_of
from voicera_kit.errors import ServiceError

LANGUAGES: Final = MappingProxyType(
    alike(
        "ar bg bn cs da de el en es fi fr gu he hi hr hu id it ja ka kn ko ml mr ms nl no pa pl pt ro ru sk sv ta te"
        " th tl tr uk vi zh"
    )
    | {"fil": "tl", "nb": "no"}
)
"""BCP-47 to Cartesia's codes, of Sonic 3."""
FORMATS: Final = Formats((8_000, 16_000, 22_050, 24_000, 44_100, 48_000))
VOICES: Final = (
    Voice("f786b574-daa5-4673-aa0c-cbe3e8534c02", "Katie", "en-US"),
    Voice("a5136bf9-224c-4d76-b823-52bd5efcffcc", "Jameson", "en-US"),
    Voice("a0e99841-438c-4a64-b679-ae501e7d6091", "Barbershop Man", "en-US"),
)
SLOWEST, FASTEST = 0.6, 1.5
_ENCODINGS: Final = MappingProxyType({Encoding.MULAW: "pcm_mulaw", Encoding.PCM_S16LE: "pcm_s16le"})


class CartesiaSettings(BaseModel):
    """Absent means Cartesia's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(
        default="sonic-3",
        min_length=1,
        max_length=64,
        title="Model",
        description="Sonic 3.5 takes neither speaking rate nor volume.",
        examples=["sonic-3", "sonic-3.5"],
    )
    volume: float | None = Field(default=None, ge=0.5, le=2, title="Volume")
    emotion: str | None = Field(
        default=None, max_length=64, title="Emotion", examples=["neutral", "content", "excited", "sad"]
    )
    pronunciation_dict_id: str | None = Field(
        default=None, min_length=1, max_length=128, title="Pronunciation dictionary"
    )


DESCRIPTION: Final = Description(
    id="cartesia",
    modality=Modality.TEXT_TO_SPEECH,
    display_name="Cartesia Sonic",
    languages=tuple(LANGUAGES),
    capabilities=TextToSpeechCapabilities(streaming=True, word_times=True, sample_rates_hz=FORMATS.pcm_hz),
    settings=CartesiaSettings,
    voices=VOICES,
    any_voice=True,
    account=CartesiaAccount,
)


class Sonic:
    """A Synthesizer."""

    def __init__(self, line: Line, options: SynthesizerOptions, settings: CartesiaSettings) -> None:
        self._line = line
        self._wanted = options.format
        self._made = FORMATS.best(options.format)
        self._request = request_of(options, settings, self._made)

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        converter = Converter(self._made, self._wanted)
        async with aclosing(self._line.ask(self._request | {"transcript": unmarked(text)})) as answer:
            async for told in answer:
                with telling_failures():
                    pieces = list(_pieces(told, converter))
                for piece in pieces:
                    yield piece
        if rest := converter.convert(b"", last=True):
            yield rest


def _pieces(told: dict[str, Any], converter: Converter) -> Iterator[bytes | SpokenWord]:
    if told["type"] == "chunk":
        if audio := converter.convert(unpacked(told["data"])):
            yield audio
    elif told["type"] == "timestamps":
        times = told["word_timestamps"]
        for word, start_s in zip(times["words"], times["start"], strict=True):
            yield SpokenWord(word, round(start_s * 1000))


def request_of(options: SynthesizerOptions, settings: CartesiaSettings, made: AudioFormat) -> dict[str, Any]:
    """Return what all requests of a voice say."""
    manner = settings.model_dump(include={"volume", "emotion"}, exclude_none=True)
    if options.speaking_rate != 1:
        manner["speed"] = within(options.speaking_rate, SLOWEST, FASTEST)
    request = {
        "model_id": settings.model,
        "voice": {"mode": "id", "id": options.voice or VOICES[0].id},
        "language": code_in(LANGUAGES, options.language),
        "output_format": {
            "container": "raw",
            "encoding": _ENCODINGS[made.encoding],
            "sample_rate": made.sample_rate_hz,
        },
        "add_timestamps": True,
        "continue": False,
    }
    if settings.pronunciation_dict_id:
        request["pronunciation_dict_id"] = settings.pronunciation_dict_id
    return request | ({"generation_config": manner} if manner else {})


class Cartesia:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._url = f"{opening.base_url(BASE_URL)}/tts/websocket"

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        settings = read_settings(CartesiaSettings, options.settings)
        headers = account_of(options.account, CartesiaAccount).headers
        line = Line(self._opening.http, self._url, self._opening.settings, headers)
        voice = Sonic(line, options, settings)
        with suppress(ServiceError):  # the first text finds out, too
            await line.open()
        try:
            yield voice
        finally:
            await line.close()

    async def voices(self, account: Account) -> Sequence[Voice]:
        headers = account_of(account, CartesiaAccount).headers
        return await voices_of(self._opening.http, self._opening.base_url(BASE_URL), headers)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    yield Cartesia(opening)
