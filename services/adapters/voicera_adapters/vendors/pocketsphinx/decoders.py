"""Keeps warm decoders; one hears one utterance at a time, in a thread."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

import pocketsphinx

from voicera_adapters.vendors.pocketsphinx.channel import Channel
from voicera_adapters.vendors.pocketsphinx.ear import SAMPLE_RATE_HZ
from voicera_adapters.vendors.pocketsphinx.grammar import SOUND, Grammar, sound_words
from voicera_kit.errors import ResourceExhausted

_STEP_BYTES: Final = 1_280
"""40 ms: the decoder keeps the interpreter to itself, the event loop gets its turn between steps."""

_FRAME_MS: Final = 10
_WAITING_PER_DECODER: Final = 4
_PROBE: Final = "probe"
_CALL: Final = "call"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Heard:
    """One dictionary word with its time since the utterance's first sample."""

    word: str
    start_ms: int
    end_ms: int


class Decoder:
    """Blocks, for some milliseconds per tenth of a second of audio: call it in a thread."""

    def __init__(self) -> None:
        self._engine: Any = pocketsphinx.Decoder(
            lm=None, samprate=SAMPLE_RATE_HZ, bestpath=False, loglevel="FATAL"
        )
        *sounds, last = sound_words().items()
        for word, phone in sounds:
            self._engine.add_word(word, phone, update=False)
        self._engine.add_word(*last, update=True)
        self._engine.add_jsgf_string(_PROBE, f"#JSGF V1.0; grammar {_PROBE}; public <any> = yes;")
        self._grammar = ""
        self._is_open = False

    def knows(self, word: str) -> bool:
        return not word.startswith(SOUND) and self._engine.lookup_word(word) is not None

    def probe(self, audio: bytes, channels: Sequence[Channel]) -> str:
        """Return the known channel the audio sounds most like, in the form `begin` takes."""
        start = channels[0]
        self._activate(_PROBE, start.text)
        self.hear(audio)
        heard = Channel.parse(self.end()).without(start, self._engine.n_frames())
        return min(channels, key=heard.distance).text

    def begin(self, grammar: Grammar, channel: str) -> None:
        """Start an utterance; `channel` is what `end` returned for the caller's last one or `probe` found."""
        if grammar.jsgf != self._grammar:
            self._leave_open_utterance()
            self._engine.add_jsgf_string(_CALL, grammar.jsgf)
            self._grammar = grammar.jsgf
        self._activate(_CALL, channel)

    def _activate(self, search: str, channel: str) -> None:
        self._leave_open_utterance()
        self._engine.activate_search(search)
        self._engine.set_cmn(channel)
        self._engine.start_utt()
        self._is_open = True

    def _leave_open_utterance(self) -> None:
        """Whoever had the decoder before may have gone without an end."""
        if self._is_open:
            self.end()

    def hear(self, audio: bytes) -> None:
        for at in range(0, len(audio), _STEP_BYTES):
            self._engine.process_raw(audio[at : at + _STEP_BYTES])

    def end(self) -> str:
        """End the utterance; return the caller's channel as heard so far."""
        self._is_open = False
        self._engine.end_utt()
        return str(self._engine.get_cmn(False))

    def words(self) -> list[Heard]:
        """Return the words of the best way through the grammar; empty if it is the sounds' or there is none."""
        if self._engine.hyp() is None:
            return []
        heard = [
            Heard(each.word.split("(")[0], each.start_frame * _FRAME_MS, (each.end_frame + 1) * _FRAME_MS)
            for each in self._engine.seg()
            if each.word[0] not in "<(["
        ]
        return [] if any(each.word.startswith(SOUND) for each in heard) else heard


class Lease:
    """One decoder, held for one utterance."""

    def __init__(
        self, decoder: Decoder, threads: ThreadPoolExecutor, give_back: Callable[[Decoder], None]
    ) -> None:
        self._decoder = decoder
        self._threads = threads
        self._give_back = give_back
        self._work: Future[Any] | None = None

    async def run(self, work: Callable[[Decoder], Result]) -> Result:
        future = self._threads.submit(work, self._decoder)
        self._work = future
        return await asyncio.wrap_future(future)

    def release(self) -> None:
        """Give the decoder back, after whatever it still does for a caller who left."""
        loop = asyncio.get_running_loop()
        if self._work is None or self._work.done():
            self._give_back(self._decoder)
        else:
            self._work.add_done_callback(lambda _: loop.call_soon_threadsafe(self._give_back, self._decoder))


class Decoders:
    def __init__(self, decoders: list[Decoder], threads: ThreadPoolExecutor, wait_s: float) -> None:
        self._free: asyncio.LifoQueue[Decoder] = asyncio.LifoQueue()
        for each in decoders:
            self._free.put_nowait(each)
        self._threads = threads
        self._wait_s = wait_s
        self._waiting = 0
        self._most_waiting = _WAITING_PER_DECODER * len(decoders)
        self.knows = decoders[0].knows

    async def lease(self) -> Lease:
        """Raises ResourceExhausted when no decoder gets free in time or too many wait already."""
        if self._waiting >= self._most_waiting:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                decoder = await self._free.get()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        return Lease(decoder, self._threads, self._free.put_nowait)


def _busy() -> ResourceExhausted:
    return ResourceExhausted("every decoder is busy with another caller", retry_after=timedelta(seconds=1))


@asynccontextmanager
async def open_decoders(count: int, wait_s: float) -> AsyncIterator[Decoders]:
    with ThreadPoolExecutor(count, thread_name_prefix="pocketsphinx") as threads:
        loop = asyncio.get_running_loop()
        decoders = [await loop.run_in_executor(threads, Decoder) for _ in range(count)]
        yield Decoders(decoders, threads, wait_s)
