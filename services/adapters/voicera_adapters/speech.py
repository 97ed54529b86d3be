"""Chooses the format a voice is asked for, and turns what it says into the wanted one."""

import base64
import re
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

import aiohttp

from voicera_adapters.audio import AudioFormat, Converter, Encoding
from voicera_adapters.net import not_understood

_BLOCK_BYTES: Final = 16_000
_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")


@dataclass(frozen=True, slots=True)
class Formats:
    """The sample rates a vendor speaks in, ascending."""

    pcm_hz: tuple[int, ...]
    mulaw_hz: tuple[int, ...] = (8_000,)

    def best(self, wanted: AudioFormat) -> AudioFormat:
        """Return the wanted format where it can be made, or else PCM that loses least on the way there."""
        rates = self.pcm_hz if wanted.encoding is Encoding.PCM_S16LE else self.mulaw_hz
        if wanted.sample_rate_hz in rates:
            return wanted
        enough = (each for each in self.pcm_hz if each >= wanted.sample_rate_hz)
        return AudioFormat(Encoding.PCM_S16LE, next(enough, self.pcm_hz[-1]))


def audio_in(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Return the blocks of a response as they come; raises Unavailable where it says that it is words."""
    kind, _, form = response.content_type.partition("/")
    if kind == "text" or form.endswith(("json", "xml")):
        raise not_understood()
    return aiter(response.content.iter_any())


async def streamed(
    response: aiohttp.ClientResponse, made: AudioFormat, wanted: AudioFormat
) -> AsyncGenerator[bytes]:
    """Yield the audio of a response that is nothing else, as it comes."""
    async with aclosing(converted(audio_in(response), made, wanted)) as audio:
        async for block in audio:
            yield block


async def converted(
    blocks: AsyncIterable[bytes], made: AudioFormat, wanted: AudioFormat
) -> AsyncGenerator[bytes]:
    converter = Converter(made, wanted)
    async for block in blocks:
        if audio := converter.convert(block):
            yield audio
    if rest := converter.convert(b"", last=True):
        yield rest


async def blocks_of(audio: bytes) -> AsyncGenerator[bytes]:
    """Yield audio that came at once in blocks, between which it can be stopped."""
    for at in range(0, len(audio), _BLOCK_BYTES):
        yield audio[at : at + _BLOCK_BYTES]


def unpacked(text: str) -> bytes:
    """Return what the Base64 says; raises ValueError."""
    return base64.b64decode(text, validate=True)


def unmarked(text: str) -> str:
    """Return the text for a vendor that obeys tags in it: with nothing in it that begins one."""
    return _TAG.sub(" ", text)


def within(rate: float, slowest: float, fastest: float) -> float:
    """Return the speaking rate, or the nearest a vendor speaks with."""
    return min(max(rate, slowest), fastest)
