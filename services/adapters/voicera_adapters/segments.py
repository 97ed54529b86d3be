"""Recognizes one utterance after the other, for vendors that take recorded speech: audio is kept until asked for."""

from collections import deque
from typing import Final, Protocol

from voicera_adapters.audio import AudioFormat, Converter
from voicera_adapters.contract import Expectation, Transcript

PRE_ROLL_MS: Final = 400
LONGEST_S: Final = 60.0


class Transcribe(Protocol):
    async def __call__(self, audio: bytes, expectation: Expectation) -> Transcript:
        """Return what was said in this audio of the wanted format."""


class SegmentedRecognizer:
    """A Recognizer. Before speech it keeps a pre-roll, within speech the last minute."""

    def __init__(
        self, given: AudioFormat, wanted: AudioFormat, transcribe: Transcribe, expectation: Expectation
    ) -> None:
        self._converter = Converter(given, wanted)
        self._wanted = wanted
        self._transcribe = transcribe
        self._expectation = expectation
        self._blocks: deque[bytes] = deque()
        self._kept_ms = 0.0
        self._in_speech = False

    async def hear(self, audio: bytes) -> None:
        block = self._converter.convert(audio)
        self._blocks.append(block)
        self._kept_ms += self._wanted.duration_ms(len(block))
        longest_ms = LONGEST_S * 1000 if self._in_speech else PRE_ROLL_MS
        while self._kept_ms > longest_ms and len(self._blocks) > 1:
            self._kept_ms -= self._wanted.duration_ms(len(self._blocks.popleft()))

    async def speech_started(self) -> None:
        self._in_speech = True

    async def expect(self, expectation: Expectation) -> None:
        self._expectation = expectation

    async def finalize(self) -> Transcript:
        audio, heard = b"".join(self._blocks), self._in_speech
        self._blocks.clear()
        self._kept_ms, self._in_speech = 0.0, False
        if not heard or not audio:
            return Transcript(final=True)
        return await self._transcribe(audio, self._expectation)
