"""Puts what several callers ask within a moment into one request."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Generic, TypeVar

from voicera_kit.errors import ResourceExhausted

WINDOW_S: Final = 0.03
MOST: Final = 16
MOST_BYTES: Final = 4 * 1024 * 1024
"""Some two minutes of audio; one longer utterance is a batch of its own."""
MOST_WAITING: Final = 256

Key = TypeVar("Key", bound=Hashable)


@dataclass(eq=False)
class _Batch:
    """`audios` are those of the callers still there, by place."""

    audios: dict[int, bytes] = field(default_factory=dict)
    places: int = 0
    is_closed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[dict[int, str]] | None = None

    def add(self, audio: bytes) -> int:
        place, self.places = self.places, self.places + 1
        self.audios[place] = audio
        return place

    def has_room_for(self, audio: bytes) -> bool:
        size = sum(map(len, self.audios.values())) + len(audio)
        return len(self.audios) < MOST and size <= MOST_BYTES


class Batches(Generic[Key]):
    """Callers with the same key may share a request; if it fails, it fails for each of them."""

    def __init__(self, ask: Callable[[Key, Sequence[bytes]], Awaitable[Sequence[str]]]) -> None:
        self._ask = ask
        self._open: dict[Key, _Batch] = {}
        self._waiting = 0

    async def transcribe(self, key: Key, audio: bytes) -> str:
        """Raises ResourceExhausted where too many callers wait already."""
        if self._waiting >= MOST_WAITING:
            raise ResourceExhausted(
                "too many utterances wait for the recognizer", retry_after=timedelta(seconds=1)
            )
        self._waiting += 1
        try:
            return await self._answer(key, audio)
        finally:
            self._waiting -= 1

    async def _answer(self, key: Key, audio: bytes) -> str:
        batch = self._batch_for(key, audio)
        place = batch.add(audio)
        task = batch.task = batch.task or asyncio.create_task(self._run(key, batch))
        try:
            return (await asyncio.shield(task))[place]
        finally:
            del batch.audios[place]
            if not batch.audios:  # nobody is there any more
                self._close(key, batch)
                task.cancel()

    def _batch_for(self, key: Key, audio: bytes) -> _Batch:
        batch = self._open.get(key)
        if batch is not None and not batch.has_room_for(audio):
            self._close(key, batch)
            batch = None
        if batch is None:
            batch = self._open[key] = _Batch()
        return batch

    def _close(self, key: Key, batch: _Batch) -> None:
        """Nobody is added to it any more."""
        batch.is_closed.set()
        if self._open.get(key) is batch:
            del self._open[key]

    async def _run(self, key: Key, batch: _Batch) -> dict[int, str]:
        with suppress(TimeoutError):
            async with asyncio.timeout(WINDOW_S):
                await batch.is_closed.wait()
        self._close(key, batch)
        asked = dict(batch.audios)
        texts = await self._ask(key, list(asked.values()))
        return dict(zip(asked, texts, strict=True))
