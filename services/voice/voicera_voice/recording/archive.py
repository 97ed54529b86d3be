"""Streams a call's events and audio to the archive and survives its absence, not its refusal."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, Protocol

import structlog

from voicera.media.v1 import archive_service_pb2, call_event_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError
from voicera_voice.recording.tail import Item, Tail
from voicera_voice.recording.tracks import Block

_log = structlog.get_logger(__name__)

HEARTBEAT_S = 5.0
_ANSWER_TIMEOUT_S = 5.0
_WRITE_TIMEOUT_S = 10.0
_REASON_TIMEOUT_S = 1.0
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0
_LASTING = frozenset({
    "ARCHIVE_TAKEN_OVER",
    "ARCHIVE_CLOSED",
    "AUDIO_GAP",
    "EVENT_GAP",
    "NOT_FOUND",
    "SAMPLE_RATE_CHANGED",
})
"""Reasons why the archive takes nothing more of this call, however often it is asked."""

Open = archive_service_pb2.OpenArchive
Request = archive_service_pb2.AppendRequest


class ArchiveStream(Protocol):
    """One `Append` call, as the kit opens it."""

    async def write(self, message: Any) -> None: ...

    def __aiter__(self) -> AsyncIterator[Any]: ...

    def cancel(self) -> bool: ...


class Archive:
    """Adding returns at once; `run` does the sending and reconnects until everything is closed or refused."""

    def __init__(
        self, connect: Callable[[], Awaitable[ArchiveStream]], opening: Open, tail: Tail, clock: Clock
    ) -> None:
        self._connect = connect
        self._opening = opening
        self._tail = tail
        self._clock = clock
        self._news = asyncio.Event()
        self._closing = False
        self._refused = False

    def add_event(self, event: call_event_pb2.CallEvent) -> None:
        if not self._refused:
            self._tail.add_event(event)
            self._news.set()

    def add_block(self, block: Block) -> None:
        if not self._refused:
            self._tail.add_block(block)
            self._news.set()

    def close(self) -> None:
        """Nothing follows; `run` returns once the archive says that the recording is complete, or refuses it."""
        self._closing = True
        self._news.set()

    async def run(self) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            try:
                await self._stay_connected()
            except (ServiceError, TimeoutError, OSError) as error:
                if _reason(error) in _LASTING:
                    self._give_up(_reason(error))
                    return
                _log.warning("archive.broken", call_id=self._opening.call_id, reason=_reason(error))
            else:
                return
            await self._clock.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    def _give_up(self, reason: str) -> None:
        """The conversation goes on without a record."""
        _log.error("archive.refused", call_id=self._opening.call_id, reason=reason)
        self._refused = True
        self._tail.clear()

    async def _stay_connected(self) -> None:
        """Return when everything is durable and closed; raise when the connection breaks."""
        stream = await self._connect()
        try:
            await self._write(stream, Request(open=self._opening))
            answers = aiter(stream)
            async with self._clock.timeout(_ANSWER_TIMEOUT_S):
                durable = await anext(answers, None)
            if durable is None:
                raise ConnectionError("the archive closed the stream")
            self._tail.reopened(durable.event_sequence, durable.audio_samples)
            await self._exchange(stream, answers)
        finally:
            stream.cancel()

    async def _exchange(self, stream: ArchiveStream, answers: AsyncIterator[Any]) -> None:
        sending = asyncio.create_task(self._send(stream))
        receiving = asyncio.create_task(self._receive(answers))
        try:
            await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_EXCEPTION)
            if sending.done() and sending.exception() and not receiving.done():
                await self._wait_for_reason(receiving)
            if not receiving.done():
                sending.result()
            await receiving
        finally:
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)

    async def _wait_for_reason(self, receiving: "asyncio.Task[None]") -> None:
        """Only reading tells why the archive ended a stream; writing merely fails."""
        with suppress(TimeoutError):
            async with self._clock.timeout(_REASON_TIMEOUT_S):
                await asyncio.wait({receiving})

    async def _send(self, stream: ArchiveStream) -> None:
        while True:
            self._news.clear()
            for item in self._tail.unsent():
                await self._write(stream, _request(item))
            if self._closing and not self._news.is_set():
                await self._write(stream, Request(close=archive_service_pb2.CloseArchive()))
                return
            try:
                async with self._clock.timeout(HEARTBEAT_S):
                    await self._news.wait()
            except TimeoutError:
                await self._write(stream, Request(heartbeat=archive_service_pb2.Heartbeat()))

    async def _write(self, stream: ArchiveStream, request: Request) -> None:
        async with self._clock.timeout(_WRITE_TIMEOUT_S):
            await stream.write(request)

    async def _receive(self, answers: AsyncIterator[Any]) -> None:
        async for answer in answers:
            self._tail.acknowledge(answer.event_sequence, answer.audio_samples)
            if answer.closed:
                return
        raise ConnectionError("the archive closed the stream")


def _request(item: Item) -> Request:
    if isinstance(item, Block):
        block = archive_service_pb2.AudioBlock(
            start_sample=item.start_sample, caller=item.caller, agent=item.agent
        )
        return Request(audio=block)
    return Request(event=item)


def _reason(error: Exception) -> str:
    return error.reason if isinstance(error, ServiceError) else type(error).__name__
