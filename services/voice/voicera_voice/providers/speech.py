"""Keeps one synthesizer ready for a call; a failing one is replaced and given the sentences not finished."""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from voicera.agents.v1 import spec_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, Unavailable
from voicera_voice.playback.utterance import WordStart
from voicera_voice.providers.adapter_stream import serve_stream, unless_set
from voicera_voice.providers.chain import Chain, ProviderFailureListener
from voicera_voice.providers.interface import SegmentAudio, SegmentEnd, SynthesizerStream

MODALITY = "text_to_speech"
_AHEAD = 2
_LOOK_EVERY_S = 0.25

OpenSynthesizer = Callable[[spec_pb2.TextToSpeechChoice], Awaitable[SynthesizerStream]]


class SpeechListener(ProviderFailureListener, Protocol):
    def on_segment_audio(self, audio: SegmentAudio) -> None: ...

    def on_segment_end(self, segment_id: int, words: tuple[WordStart, ...]) -> None: ...

    def on_segment_restarted(self, segment_id: int) -> str:
        """Another provider takes the segment over; return what is left to say of it."""


@dataclass(slots=True)
class _Wanted:
    segment_id: int
    text: str
    asked_at: float | None = None
    heard_of_at: float | None = None


class Speech:
    """`speak` and `cancel` return at once; `run` asks for a sentence or two ahead and brings the audio."""

    def __init__(
        self,
        choices: Chain[spec_pb2.TextToSpeechChoice],
        open_stream: OpenSynthesizer,
        listener: SpeechListener,
        clock: Clock,
    ) -> None:
        self._choices = choices
        self._open = open_stream
        self._listener = listener
        self._clock = clock
        self._wanted: deque[_Wanted] = deque()
        self._cancel_id = 0
        self._canceled = 0
        self._first_since = 0.0
        self._news = asyncio.Event()
        self._changed = asyncio.Event()

    def speak(self, segment_id: int, text: str) -> None:
        self._wanted.append(_Wanted(segment_id, text))
        self._news.set()

    def cancel(self) -> None:
        """Forget every sentence asked for so far."""
        if any(wanted.asked_at is not None for wanted in self._wanted):
            self._cancel_id += 1
        self._wanted.clear()
        self._news.set()

    def change(self, choices: Chain[spec_pb2.TextToSpeechChoice]) -> None:
        """Let other voices speak from here on; they are given the sentences not finished."""
        self._choices = choices
        self._changed.set()

    async def run(self) -> None:
        """Return only when no provider is left."""
        while await unless_set(self._changed, self._choices.go_through(self._serve)):
            pass

    async def _serve(self) -> None:
        async with self._clock.timeout(self._choices.deadlines.ready_s):
            stream = await self._open(self._choices.current)
        self._choices.is_ready()
        self._begin_again()
        await serve_stream(stream, self._send(stream), self._receive(stream), self._watch())

    def _begin_again(self) -> None:
        self._canceled = self._cancel_id
        for wanted in self._wanted:
            if wanted.heard_of_at is not None:
                wanted.text = self._listener.on_segment_restarted(wanted.segment_id)
            wanted.asked_at = wanted.heard_of_at = None
        self._news.set()

    async def _send(self, stream: SynthesizerStream) -> None:
        while True:
            self._news.clear()
            if self._canceled < self._cancel_id:
                self._canceled = self._cancel_id
                await stream.cancel(self._cancel_id)
            for wanted in [] if self._changed.is_set() else list(self._wanted)[:_AHEAD]:
                if wanted.asked_at is None and self._canceled == self._cancel_id:
                    wanted.asked_at = self._clock.monotonic()
                    await stream.speak(wanted.segment_id, wanted.text)
            await self._news.wait()

    async def _receive(self, stream: SynthesizerStream) -> None:
        async for message in stream.speech():
            if isinstance(message, SegmentEnd):
                self._choices.used(self._choices.current.voice, message.usage)  # canceled or not
            wanted = self._find(message.segment_id)
            if wanted is None:
                continue  # canceled meanwhile
            wanted.heard_of_at = self._clock.monotonic()
            if isinstance(message, SegmentAudio):
                self._listener.on_segment_audio(message)
            else:
                self._end(wanted, message)
        raise Unavailable("the synthesizer closed the stream")

    def _end(self, wanted: _Wanted, message: SegmentEnd) -> None:
        self._choices.succeeded()
        self._wanted.remove(wanted)
        self._first_since = self._clock.monotonic()
        self._news.set()
        self._listener.on_segment_end(message.segment_id, message.words)

    def _find(self, segment_id: int) -> _Wanted | None:
        return next((each for each in self._wanted if each.segment_id == segment_id), None)

    async def _watch(self) -> None:
        """The sentence due next may take a while to begin, and a while between two pieces, but not forever."""
        while (left_s := self._time_left_s()) > 0:
            await self._clock.sleep(min(left_s, _LOOK_EVERY_S))
        raise DeadlineExceeded("the synthesizer stopped speaking")

    def _time_left_s(self) -> float:
        first = self._wanted[0] if self._wanted else None
        if first is None or first.asked_at is None:
            return math.inf
        last_sign = max(first.asked_at, first.heard_of_at or 0.0, self._first_since)
        return last_sign + self._choices.deadlines.answer_s - self._clock.monotonic()
