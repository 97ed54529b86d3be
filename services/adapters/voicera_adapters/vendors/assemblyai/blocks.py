"""Cuts audio into blocks of the lengths AssemblyAI takes: from 50 to 1000 ms."""

from math import ceil
from types import MappingProxyType
from typing import Final

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import Expectation, Recognizer, Transcript

SHORTEST_MS: Final = 50
LONGEST_MS: Final = 500
_SILENCE: Final = MappingProxyType({Encoding.MULAW: b"\xff", Encoding.PCM_S16LE: b"\0\0"})


class InBlocks:
    """A Recognizer: keeps what is too short until more comes; what is too short at the end is filled with silence."""

    def __init__(self, recognizer: Recognizer, audio_format: AudioFormat) -> None:
        self._recognizer = recognizer
        self._silence = _SILENCE[audio_format.encoding]
        self._shortest = _size(audio_format, SHORTEST_MS)
        self._longest = _size(audio_format, LONGEST_MS)
        self._kept = b""

    async def hear(self, audio: bytes) -> None:
        self._kept += audio
        while len(self._kept) >= self._shortest:
            block, self._kept = self._kept[: self._longest], self._kept[self._longest :]
            await self._recognizer.hear(block)

    async def speech_started(self) -> None:
        await self._recognizer.speech_started()

    async def expect(self, expectation: Expectation) -> None:
        await self._recognizer.expect(expectation)

    async def finalize(self) -> Transcript:
        if self._kept:
            missing = (self._shortest - len(self._kept)) // len(self._silence)
            await self.hear(self._silence * missing)
        return await self._recognizer.finalize()


def _size(audio_format: AudioFormat, ms: int) -> int:
    """Return the bytes of at least so much audio, in whole samples."""
    return ceil(ms * audio_format.sample_rate_hz / 1000) * audio_format.encoding.value
