"""Recognizes one utterance after the other, for vendors that take recorded speech: audio is kept until asked for."""

from collections import deque
from typing import Final, Protocol

from voicera_adapters.audio import AudioFormat, Converter
from voicera_adapters.contract import Expectation, Transcript
from voicera_adapters.streaming import joined

PRE_ROLL_MS: Final = 400
LONGEST_S: Final = 60.0


class Transcribe(Protocol):
    async def __call__(self, audio: bytes, expectation: Expectation) -> Transcript:
        """Return what was said in this audio of the wanted format."""


class SegmentedRecognizer:
    """A Recognizer. Before speech it keeps a pre-roll; of speech it has every minute transcribed by itself."""

    def __init__(
        self, given: AudioFormat, wanted: AudioFormat, transcribe: Transcribe, expectation: Expectation
    ) -> None:
        self._converter = Converter(given, wanted)
        self._wanted = wanted
        self._transcribe = transcribe
        self._expectation = expectation
        self._blocks: deque[bytes] = deque()
        self._parts: list[Transcript] = []
        self._kept_ms = 0.0
        self._in_speech = False

    async def hear(self, audio: bytes) -> None:
        block = self._converter.convert(audio)
        block_ms = self._wanted.duration_ms(len(block))
        if self._in_speech and self._kept_ms + block_ms > LONGEST_S * 1000:
            self._parts.append(await self._transcribe(self._taken(), self._expectation))
        self._blocks.append(block)
        self._kept_ms += block_ms
        while not self._in_speech and self._kept_ms > PRE_ROLL_MS and len(self._blocks) > 1:
            self._kept_ms -= self._wanted.duration_ms(len(self._blocks.popleft()))

    async def speech_started(self) -> None:
        self._in_speech = True

    async def expect(self, expectation: Expectation) -> None:
        self._expectation = expectation

    async def finalize(self) -> Transcript:
        audio, heard = self._taken(), self._in_speech
        parts, self._parts, self._in_speech = self._parts, [], False
        if heard and audio:
            parts.append(await self._transcribe(audio, self._expectation))
        return parts[0] if len(parts) == 1 else joined(parts)

    def _taken(self) -> bytes:
        audio = b"".join(self._blocks)
        self._blocks.clear()
        self._kept_ms = 0.0
        return audio
