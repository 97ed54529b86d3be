"""Queues what the caller's side has to tell the conversation, and never grows beyond a few seconds of it."""

import asyncio
from collections import deque
from typing import Final, Self

import structlog

from voicera.common.v1 import audio_pb2
from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice

log = structlog.get_logger()

MAX_AUDIO_S: Final = 5
MAX_JOINED_MS: Final = 100
MAX_REPORTS: Final = 2000
MAX_OPERATOR_MESSAGES: Final = 50
"""An operator is heard now or not at all: what waits for longer is dropped."""


class Upstream:
    """Audio frames that pile up travel together; when too many do, the oldest go first."""

    def __init__(self, bytes_per_s: int) -> None:
        self._max_bytes = bytes_per_s * MAX_AUDIO_S
        self._max_joined = bytes_per_s * MAX_JOINED_MS // 1000
        self._items: deque[bytes | voice.ConverseRequest] = deque()
        self._bytes = 0
        self._reports = 0
        self._spoken = 0
        self._arrived = asyncio.Event()
        self._ended = False
        self.dropped_bytes = 0

    @classmethod
    def of(cls, form: audio_pb2.AudioFormat) -> Self:
        sample_bytes = 2 if form.encoding == audio_pb2.AUDIO_ENCODING_PCM_S16LE else 1
        return cls(form.sample_rate_hz * sample_bytes)

    def audio(self, audio: bytes) -> None:
        if self._ended or not audio:
            return
        self._items.append(audio)
        self._bytes += len(audio)
        if self._bytes > self._max_bytes:
            self._drop_oldest_audio()
        self._arrived.set()

    def tell(self, request: voice.ConverseRequest) -> None:
        if self._ended:
            return
        if self._reports >= MAX_REPORTS:
            log.warning("upstream_report_dropped", kind=request.WhichOneof("message"))
            return
        self._reports += 1
        self._items.append(request)
        self._arrived.set()

    def operator_audio(self, audio: bytes) -> None:
        if self._ended or not audio or self._spoken >= MAX_OPERATOR_MESSAGES:
            return
        self._spoken += 1
        self._items.append(voice.ConverseRequest(operator_audio=audio))
        self._arrived.set()

    def end(self, reason: calls.EndReason.ValueType) -> None:
        """Say that the call is over, after everything said before."""
        if not self._ended:
            self._reports = 0
            self.tell(voice.ConverseRequest(end=voice.End(reason=reason)))
            self._ended = True

    async def next(self) -> voice.ConverseRequest | None:
        """Return what is to be sent next; None when the end was sent."""
        while not self._items:
            if self._ended:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        item = self._items.popleft()
        if isinstance(item, bytes):
            return voice.ConverseRequest(audio=self._joined(item))
        if item.HasField("operator_audio"):
            self._spoken -= 1
        else:
            self._reports -= 1
        return item

    def _joined(self, first: bytes) -> bytes:
        self._bytes -= len(first)
        if not self._items or not isinstance(self._items[0], bytes):
            return first
        parts, size = [first], len(first)
        while (
            self._items and isinstance(part := self._items[0], bytes) and size + len(part) <= self._max_joined
        ):
            parts.append(part)
            size += len(part)
            self._bytes -= len(part)
            self._items.popleft()
        return b"".join(parts)

    def _drop_oldest_audio(self) -> None:
        oldest = next(item for item in self._items if isinstance(item, bytes))
        self._items.remove(oldest)
        self._bytes -= len(oldest)
        if not self.dropped_bytes:
            log.warning("caller_audio_dropped", queued_bytes=self._bytes)
        self.dropped_bytes += len(oldest)
