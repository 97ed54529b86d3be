"""Recognizes through a vendor's WebSocket: what all such vendors have in common.

A vendor's dialect says how messages are written and read; this keeps what was understood since the last final,
waits for the vendor's word that everything sent was heard, and tells interim transcripts.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from voicera_adapters.audio import AudioFormat, Converter
from voicera_adapters.contract import Emit, Expectation, Transcript, Word
from voicera_adapters.net import Socket, broken_off, not_understood, telling_failures, too_late
from voicera_kit.errors import ServiceError

_SETTLED_S: Final = 0.2
"""How long more is waited for where a final came already and no other is owed.

A final that comes within this time of a flush was on its way before it: it is no answer to it.
"""
_LATEST_MS: Final = 2**31 - 1

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a vendor understood. `final` text stays, other text replaces what was not final before.

    Raises TypeError or ValueError for what no transcript can say.
    """

    text: str
    final: bool
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    language: str = ""

    def __post_init__(self) -> None:
        for text in (self.text, self.language, *(word.text for word in self.words)):
            if not isinstance(text, str):
                raise TypeError("a transcript that is no text")
        if self.confidence is not None and not math.isfinite(self.confidence):
            raise ValueError("a confidence that is no number")
        for at_ms in (at_ms for word in self.words for at_ms in (word.start_ms, word.end_ms)):
            if not 0 <= at_ms <= _LATEST_MS or at_ms != int(at_ms):
                raise ValueError("a time that is none")


@dataclass(frozen=True, slots=True)
class Begun:
    """The vendor hears speech and owes a final for it, which may be empty."""


@dataclass(frozen=True, slots=True)
class Flushed:
    """The vendor has told everything it understood of the audio sent before the flush."""


Message = str | bytes


class Dialect(Protocol):
    """How one vendor talks; made anew for each stream."""

    format: AudioFormat
    """What audio is sent in."""

    def opening(self) -> Sequence[Message]:
        """Return what is sent first."""

    def audio(self, block: bytes) -> Message: ...

    def flush(self) -> Sequence[Message]:
        """Return what asks for everything understood so far."""

    def keep_alive(self) -> Sequence[Message]:
        """Return what is sent when there was no audio for some seconds."""

    def expect(self, expectation: Expectation) -> Sequence[Message]:
        """Return what tells new phrase hints, if the vendor takes them while it listens."""

    def closing(self) -> Sequence[Message]:
        """Return what is sent last."""

    def read(self, message: Message) -> Iterable[Heard | Begun | Flushed]:
        """Return what a message says; anything but a ServiceError that it raises means it was not understood."""


class StreamingRecognizer:
    """A Recognizer."""

    def __init__(
        self,
        socket: Socket,
        dialect: Dialect,
        given: AudioFormat,
        emit: Emit,
        *,
        answer_s: float,
        idle_s: float,
        silent_s: float | None = None,
        settled_s: float = _SETTLED_S,
    ) -> None:
        self._socket = socket
        self._dialect = dialect
        self._converter = Converter(given, dialect.format)
        self._emit = emit
        self._answer_s = answer_s
        self._idle_s = idle_s
        self._silent_s = silent_s
        self._settled_s = settled_s
        self._owed = 0
        self._finals: list[Heard] = []
        self._flushed = asyncio.Event()
        self._news = asyncio.Event()
        self._flushed_at = math.inf
        self._is_busy = False
        self._failure: ServiceError | None = None

    async def hear(self, audio: bytes) -> None:
        self._is_busy = True
        if block := self._converter.convert(audio):  # an empty message ends some vendors' streams
            await self._send((self._dialect.audio(block),))

    async def speech_started(self) -> None:
        """Nothing to do: the vendor finds out by itself."""

    async def expect(self, expectation: Expectation) -> None:
        await self._send(self._dialect.expect(expectation))

    async def finalize(self) -> Transcript:
        self._flushed.clear()
        self._flushed_at = math.inf
        await self._send(self._dialect.flush())
        self._flushed_at = _now()
        if self._silent_s is None:
            await self._until_flushed()
        else:
            await self._until_settled(self._silent_s)
        self._raise_failure()
        finals, self._finals = self._finals, []
        return joined(finals)

    async def open(self) -> None:
        await self._send(self._dialect.opening())

    async def read(self) -> None:
        """Read until the vendor closes or fails; whoever calls this recognizer next is told."""
        try:
            async for message in self._socket.messages():
                self._take(message)
        except ServiceError as failure:
            self._fail(failure)
        except Exception:  # noqa: BLE001 - whoever waits for this reader must not wait in vain
            _log.warning("recognize.message_not_understood")
            self._fail(not_understood())
        else:
            self._fail(broken_off())

    async def keep_alive(self) -> None:
        while self._failure is None:
            self._is_busy = False
            await asyncio.sleep(self._idle_s)
            if not self._is_busy:
                with suppress(ServiceError):  # the reader finds out, too
                    await self._send(self._dialect.keep_alive())

    async def close(self) -> None:
        with suppress(ServiceError):
            await self._send(self._dialect.closing())

    def _fail(self, failure: ServiceError) -> None:
        self._failure = failure
        self._flushed.set()
        self._news.set()

    async def _until_flushed(self) -> None:
        try:
            async with asyncio.timeout(self._answer_s):
                await self._flushed.wait()
        except TimeoutError:
            raise too_late() from None

    async def _until_settled(self, silent_s: float) -> None:
        """Wait for what is owed, or else a moment for a vendor that may have nothing to say."""
        latest = self._flushed_at + self._answer_s + (0.0 if math.isinf(silent_s) else silent_s)
        while not self._flushed.is_set():
            until = (
                latest
                if self._owed
                else min(latest, _now() + (self._settled_s if self._finals else silent_s))
            )
            self._news.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self._news.wait()
            except TimeoutError:
                if until == latest:
                    raise too_late() from None
                return

    def _take(self, message: Message) -> None:
        with telling_failures():
            for each in self._dialect.read(message):
                match each:
                    case Flushed():
                        self._flushed.set()
                    case Begun():
                        self._owed += 1
                    case Heard():
                        self._settle(each)
                        self._tell(each)
                self._news.set()

    def _settle(self, heard: Heard) -> None:
        """Count what is owed: with its last final, a vendor that does not answer flushes has answered this one."""
        if not heard.final:
            self._owed = max(self._owed, 1)
            return
        self._owed = max(self._owed - 1, 0)
        is_answer = _now() >= self._flushed_at + self._settled_s
        if self._silent_s is not None and not self._owed and is_answer:
            self._flushed.set()

    def _tell(self, heard: Heard) -> None:
        known = [each.text for each in self._finals]
        if heard.final:
            self._finals.append(heard)
        text = " ".join(part for part in (*known, heard.text) if part)
        if text:
            self._emit(Transcript(text, language=heard.language))

    async def _send(self, messages: Iterable[Message]) -> None:
        self._raise_failure()
        for message in messages:
            if isinstance(message, bytes):
                await self._socket.send_bytes(message)
            else:
                await self._socket.send_text(message)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure


def _now() -> float:
    return asyncio.get_running_loop().time()


def joined(finals: Sequence[Heard | Transcript]) -> Transcript:
    """Return one final transcript; it is as sure as its least sure part."""
    sure = [each.confidence for each in finals if each.confidence is not None]
    return Transcript(
        text=" ".join(each.text for each in finals if each.text),
        final=True,
        confidence=min(sure) if sure else None,
        words=tuple(word for each in finals for word in each.words),
        language=next((each.language for each in reversed(finals) if each.language), ""),
    )


@asynccontextmanager
async def recognizing(
    socket: Socket,
    dialect: Dialect,
    given: AudioFormat,
    emit: Emit,
    *,
    answer_s: float,
    idle_s: float = 4.0,
    silent_s: float | None = None,
    settled_s: float = _SETTLED_S,
) -> AsyncIterator[StreamingRecognizer]:
    """`silent_s` is for vendors that answer a flush only if they owe a final: how long to wait for one anyway; without
    end for those that always tell something of audio.

    `settled_s` is how long such a vendor has been quiet, after a final, when it has nothing more to say.
    """
    recognizer = StreamingRecognizer(
        socket,
        dialect,
        given,
        emit,
        answer_s=answer_s,
        idle_s=idle_s,
        silent_s=silent_s,
        settled_s=settled_s,
    )
    await recognizer.open()
    tasks = [asyncio.create_task(work) for work in (recognizer.read(), recognizer.keep_alive())]
    try:
        yield recognizer
        await recognizer.close()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
