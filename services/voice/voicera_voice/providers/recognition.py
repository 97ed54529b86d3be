"""Keeps one recognizer listening to a call; a failing one is replaced and given again what it had not finished."""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from voicera.agents.v1 import spec_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, Unavailable
from voicera_voice.audio.format import AudioFormat
from voicera_voice.dialogue.interface import Expectation
from voicera_voice.providers.adapter_stream import serve_stream, unless_set
from voicera_voice.providers.chain import Chain, ProviderFailureListener
from voicera_voice.providers.interface import (
    Finalize,
    RecognizerInput,
    RecognizerStream,
    SpeechStarted,
    Transcript,
)

MODALITY = "speech_to_text"
PRE_ROLL_MS = 300
_LONGEST_BACKLOG_S = 30
_LOOK_EVERY_S = 0.25

OpenRecognizer = Callable[[spec_pb2.SpeechToTextChoice, Expectation], Awaitable[RecognizerStream]]


class TranscriptListener(ProviderFailureListener, Protocol):
    async def on_transcript(self, transcript: Transcript) -> None: ...

    def on_heard_again(self) -> None:
        """Another recognizer hears all that was not finalized: what was transcribed of it will come again."""


class Recognition:
    """Giving audio and marks returns at once; `run` sends them, in order, and brings the transcripts."""

    def __init__(
        self,
        choices: Chain[spec_pb2.SpeechToTextChoice],
        open_stream: OpenRecognizer,
        listener: TranscriptListener,
        form: AudioFormat,
        clock: Clock,
    ) -> None:
        self._choices = choices
        self._open = open_stream
        self._listener = listener
        self._clock = clock
        self._pre_roll = form.bytes_for_ms(PRE_ROLL_MS)
        self._longest = form.bytes_for_ms(_LONGEST_BACKLOG_S * 1000)
        self._expectation = Expectation()
        self._kept: deque[RecognizerInput] = deque()
        self._kept_bytes = 0
        self._sent = 0
        self._in_speech = False
        self._is_cut = False
        """True while audio is forgotten that is not finalized: no recognizer will hear all of it again."""
        self._due: dict[int, float] = {}
        self._news = asyncio.Event()
        self._changed = asyncio.Event()

    def hear(self, block: bytes) -> None:
        """Give the next audio of the caller, about 100 ms."""
        self._keep(block)
        self._kept_bytes += len(block)
        if not self._in_speech and not self._due:
            self._trim(self._pre_roll)
        self._trim(self._longest)

    def speech_started(self) -> None:
        self._in_speech = True
        self._keep(SpeechStarted())

    def speech_dismissed(self) -> None:
        """The speech noticed last was too short to count."""
        self._in_speech = False

    def finalize(self, utterance: int) -> None:
        self._in_speech = False
        self._due[utterance] = self._clock.monotonic() + self._choices.deadlines.answer_s
        self._keep(Finalize(utterance))

    def expect(self, expectation: Expectation) -> None:
        self._expectation = expectation
        self._keep(expectation)

    def change(self, choices: Chain[spec_pb2.SpeechToTextChoice]) -> None:
        """Let other recognizers listen from here on; they are given what the present one had not finished."""
        self._choices = choices
        self._changed.set()

    async def run(self) -> None:
        """Return only when no provider is left."""
        while await unless_set(self._changed, self._choices.go_through(self._listen)):
            pass

    def _keep(self, item: RecognizerInput) -> None:
        self._kept.append(item)
        self._news.set()

    def _trim(self, limit: int) -> None:
        """Forget the oldest audio that was sent; audio not sent is forgotten too once the backlog is too long."""
        while self._kept_bytes > limit and self._kept and (self._sent > 0 or limit == self._longest):
            self._is_cut = self._is_cut or limit == self._longest
            self._forget_first()

    def _forget_first(self) -> None:
        item = self._kept.popleft()
        if isinstance(item, bytes):
            self._kept_bytes -= len(item)
        self._sent = max(0, self._sent - 1)

    async def _listen(self) -> None:
        deadlines = self._choices.deadlines
        async with self._clock.timeout(deadlines.ready_s):
            stream = await self._open(self._choices.current, self._expectation)
        self._choices.is_ready()
        if self._sent:
            self._sent = 0
            if not self._is_cut:
                self._listener.on_heard_again()
        for utterance in self._due:
            self._due[utterance] = self._clock.monotonic() + deadlines.answer_s
        await serve_stream(stream, self._send(stream), self._receive(stream), self._watch())

    async def _send(self, stream: RecognizerStream) -> None:
        while True:
            self._news.clear()
            while self._sent < len(self._kept):
                item = self._kept[self._sent]
                self._sent += 1
                await stream.send(item)
            await self._news.wait()

    async def _receive(self, stream: RecognizerStream) -> None:
        async for transcript in stream.transcripts():
            self._choices.used(self._choices.current.model, transcript.usage)
            if transcript.utterance:
                self._choices.succeeded()
                self._finished(transcript.utterance)
            await self._listener.on_transcript(transcript)
        raise Unavailable("the recognizer closed the stream")

    def _finished(self, utterance: int) -> None:
        """What led to this transcript need not be given to another recognizer any more."""
        self._due.pop(utterance, None)
        self._is_cut = False
        marks = [index for index, item in enumerate(self._kept) if item == Finalize(utterance)]
        for _ in range(marks[0] + 1 if marks else 0):
            self._forget_first()

    async def _watch(self) -> None:
        while (left_s := min(self._due.values(), default=math.inf) - self._clock.monotonic()) > 0:
            await self._clock.sleep(min(left_s, _LOOK_EVERY_S))
        raise DeadlineExceeded("the final transcript did not come in time")
