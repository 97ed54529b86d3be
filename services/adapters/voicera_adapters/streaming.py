"""Recognizes through a vendor's WebSocket: what all such vendors have in common.

A vendor's dialect says how messages are written and read; this keeps what was understood since the last final,
waits for the vendor's word that everything sent was heard, and tells interim transcripts.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol

from voicera_adapters.audio import AudioFormat, Converter
from voicera_adapters.contract import Emit, Expectation, Transcript, Word
from voicera_adapters.net import Socket, broken_off, telling_failures, too_late
from voicera_kit.errors import ServiceError

_SETTLED_S: Final = 0.2
"""How long more is waited for where a final came already and no other is owed."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a vendor understood. `final` text stays, other text replaces what was not final before."""

    text: str
    final: bool
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    language: str = ""


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
    ) -> None:
        self._socket = socket
        self._dialect = dialect
        self._converter = Converter(given, dialect.format)
        self._emit = emit
        self._answer_s = answer_s
        self._idle_s = idle_s
        self._silent_s = silent_s
        self._owed = 0
        self._finals: list[Heard] = []
        self._flushed = asyncio.Event()
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
        await self._send(self._dialect.flush())
        if not await self._is_silent():
            await self._until_flushed()
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
            raise broken_off()
        except ServiceError as failure:
            self._failure = failure
            self._flushed.set()

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

    async def _until_flushed(self) -> None:
        try:
            async with asyncio.timeout(self._answer_s):
                await self._flushed.wait()
        except TimeoutError:
            raise too_late() from None

    async def _is_silent(self) -> bool:
        """Wait a moment for a vendor that may have nothing to say; true if it said nothing and owes nothing."""
        if self._silent_s is None:
            return False
        is_settled = bool(self._finals) and not self._owed
        with suppress(TimeoutError):
            async with asyncio.timeout(_SETTLED_S if is_settled else self._silent_s):
                await self._flushed.wait()
        return not self._owed

    def _take(self, message: Message) -> None:
        with telling_failures():
            news = list(self._dialect.read(message))
        for each in news:
            match each:
                case Flushed():
                    self._flushed.set()
                case Begun():
                    self._owed += 1
                case Heard():
                    self._settle(each)
                    self._tell(each)

    def _settle(self, heard: Heard) -> None:
        """Count what is owed: with its last final, a vendor that does not answer flushes has answered."""
        if not heard.final:
            self._owed = max(self._owed, 1)
            return
        self._owed = max(self._owed - 1, 0)
        if self._silent_s is not None and not self._owed:
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


def joined(finals: Sequence[Heard]) -> Transcript:
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
) -> AsyncIterator[StreamingRecognizer]:
    """`silent_s` is for vendors that answer a flush only if they owe a final: how long to wait for one anyway."""
    recognizer = StreamingRecognizer(
        socket, dialect, given, emit, answer_s=answer_s, idle_s=idle_s, silent_s=silent_s
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
