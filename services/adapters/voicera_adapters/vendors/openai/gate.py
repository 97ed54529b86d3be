"""Keeps silence from a vendor that transcribes all it was sent: audio goes through from a moment before speech on."""

from collections import deque

from voicera_adapters.audio import AudioFormat
from voicera_adapters.contract import Expectation, Recognizer, Transcript
from voicera_adapters.segments import PRE_ROLL_MS


class Gate:
    """A Recognizer; an utterance nobody began is empty without the vendor being asked."""

    def __init__(self, recognizer: Recognizer, audio_format: AudioFormat) -> None:
        self._recognizer = recognizer
        self._format = audio_format
        self._kept: deque[bytes] = deque()
        self._kept_ms = 0.0
        self._is_open = False

    async def hear(self, audio: bytes) -> None:
        if self._is_open:
            await self._recognizer.hear(audio)
            return
        self._kept.append(audio)
        self._kept_ms += self._format.duration_ms(len(audio))
        while self._kept_ms > PRE_ROLL_MS and len(self._kept) > 1:
            self._kept_ms -= self._format.duration_ms(len(self._kept.popleft()))

    async def speech_started(self) -> None:
        self._is_open = True
        while self._kept:
            await self._recognizer.hear(self._kept.popleft())
        self._kept_ms = 0.0
        await self._recognizer.speech_started()

    async def expect(self, expectation: Expectation) -> None:
        await self._recognizer.expect(expectation)

    async def finalize(self) -> Transcript:
        if not self._is_open:
            return Transcript(final=True)
        self._is_open = False
        return await self._recognizer.finalize()
