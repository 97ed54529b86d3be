"""Speaks one agent's sentences: the library works in a thread, the pieces come as they are made."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import Final

from voicera_adapters.audio import AudioFormat, Samples
from voicera_adapters.contract import SpokenWord
from voicera_adapters.vendors.espeak.library import Library, Manner, WordEvent
from voicera_adapters.vendors.espeak.settings import EspeakSettings
from voicera_adapters.vendors.espeak.shaping import Shaper, Trimmer
from voicera_adapters.vendors.espeak.text import WordTimes, speakable
from voicera_kit.errors import DeadlineExceeded

_SLOWEST_WPM: Final = 80
_FASTEST_WPM: Final = 450

Piece = bytes | SpokenWord


@dataclass(frozen=True, slots=True)
class Engine:
    """The library with the only thread that may touch it."""

    library: Library
    thread: ThreadPoolExecutor
    timeout_s: float


def manner_of(path: str, speaking_rate: float, settings: EspeakSettings) -> Manner:
    return Manner(
        voice=path,
        words_per_minute=min(
            max(round(settings.words_per_minute * speaking_rate), _SLOWEST_WPM), _FASTEST_WPM
        ),
        pitch=settings.pitch,
        pitch_range=settings.pitch_range,
        volume=settings.volume,
        word_gap=settings.word_gap_ms // 10,
    )


class EspeakSynthesizer:
    def __init__(self, engine: Engine, manner: Manner, wanted: AudioFormat, settings: EspeakSettings) -> None:
        self._engine = engine
        self._manner = manner
        self._wanted = wanted
        self._settings = settings

    async def speak(self, text: str) -> AsyncGenerator[Piece]:
        words = speakable(text)
        if not words.strip():
            return
        speech = self._speech(words)
        work = asyncio.get_running_loop().run_in_executor(self._engine.thread, speech.make)
        try:
            while (piece := await self._next(speech)) is not None:
                yield piece
            await work
        finally:
            speech.stop()

    async def _next(self, speech: "_Speech") -> Piece | None:
        try:
            async with asyncio.timeout(self._engine.timeout_s):
                return await speech.pieces.get()
        except TimeoutError:
            raise DeadlineExceeded("espeak did not speak in time") from None

    def _speech(self, words: str) -> "_Speech":
        rate_hz = self._engine.library.sample_rate_hz
        trimmer = Trimmer(rate_hz, self._settings.sentence_gap_ms, is_on=self._settings.trim_silence)
        return _Speech(
            words, self._manner, self._engine.library, Shaper(rate_hz, self._wanted, trimmer), trimmer
        )


class _Speech:
    """One sentence on its way from the thread to the loop. `pieces` ends with None; the text's length bounds it."""

    def __init__(self, text: str, manner: Manner, library: Library, shaper: Shaper, trimmer: Trimmer) -> None:
        self.pieces: asyncio.Queue[Piece | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._text = text
        self._manner = manner
        self._library = library
        self._shaper = shaper
        self._trimmer = trimmer
        self._times = WordTimes(text)
        self._stopped = Event()

    def stop(self) -> None:
        self._stopped.set()

    def make(self) -> None:
        """Runs in the speaking thread."""
        try:
            if not self._stopped.is_set():
                self._library.speak(self._text, self._manner, self._heard)
                self._give(self._shaper.finish())
        finally:
            self._give((None,))

    def _heard(self, samples: Samples, events: list[WordEvent]) -> bool:
        self._give(self._shaper.push(samples))
        self._give(self._times.spoken(events, self._library.sample_rate_hz, self._trimmer.trimmed))
        return self._stopped.is_set()

    def _give(self, pieces: Iterable[Piece | None]) -> None:
        for piece in pieces:
            if not self._stopped.is_set():
                self._loop.call_soon_threadsafe(self.pieces.put_nowait, piece)
