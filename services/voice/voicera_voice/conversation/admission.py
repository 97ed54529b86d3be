"""Lets calls in as long as this process can hold them, and holds the door when it is about to stop."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from voicera.media.v1 import call_pb2
from voicera_kit.errors import ResourceExhausted, Unavailable
from voicera_voice.conversation.call import Call

_log = structlog.get_logger(__name__)

_SAMPLE_S = 0.1
_SAMPLES = 100
_ENDING_S = 3.0


class LoopLag:
    """Measures how late the event loop is, over the last ten seconds."""

    def __init__(self) -> None:
        self._late_ms: deque[float] = deque(maxlen=_SAMPLES)

    @property
    def p95_ms(self) -> float:
        ordered = sorted(self._late_ms)
        return ordered[int(len(ordered) * 0.95)] if ordered else 0.0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _SAMPLE_S
            await asyncio.sleep(_SAMPLE_S)
            self._late_ms.append((loop.time() - due) * 1000)


class Admission:
    """Runs the calls it admits; they outlive the stream they came by until their record is complete."""

    def __init__(self, max_calls: int, max_lag_ms: float, lag: LoopLag) -> None:
        self._max_calls = max_calls
        self._max_lag_ms = max_lag_ms
        self._lag = lag
        self._calls: dict[asyncio.Task[object], Call] = {}
        self._reserved = 0
        self._draining = False

    @property
    def calls(self) -> int:
        return len(self._calls)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Keep a place while a call is set up; Unavailable or ResourceExhausted if there is none."""
        self.require_spare_time()
        if len(self._calls) + self._reserved >= self._max_calls:
            raise ResourceExhausted("this node holds as many conversations as it may", reason="NODE_FULL")
        self._reserved += 1
        try:
            yield
        finally:
            self._reserved -= 1

    def require_spare_time(self) -> None:
        """Raise Unavailable if the node is stopping, ResourceExhausted if its calls are late already."""
        if self._draining:
            raise Unavailable("this node is stopping")
        if self._lag.p95_ms > self._max_lag_ms:
            raise ResourceExhausted("this node is too busy", reason="NODE_BUSY")

    def start(self, call: Call) -> "asyncio.Task[object]":
        task: asyncio.Task[object] = asyncio.create_task(call.run(), name=f"call {call.call_id}")
        self._calls[task] = call
        task.add_done_callback(self._ended)
        return task

    async def drain(self, limit_s: float) -> None:
        """Let no call in and wait for those that run; what still runs shortly before the limit is ended."""
        self._draining = True
        if self._calls:
            await asyncio.wait(self._calls, timeout=max(0.0, limit_s - _ENDING_S))
        for call in self._calls.values():
            call.leave(call_pb2.END_REASON_PLATFORM_ERROR, "the voice node was stopped")
        if self._calls:
            await asyncio.wait(self._calls, timeout=_ENDING_S)

    def _ended(self, task: "asyncio.Task[object]") -> None:
        call = self._calls.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("call.lost", call_id=call.call_id, exc_info=error)
