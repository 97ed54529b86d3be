"""Holds what arrived on a stream until it is taken, all of it at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Generic, TypeVar

from voicera_kit.clock import Clock

Item = TypeVar("Item")

_CAPACITY: Final = 32


class Inbox(Generic[Item]):
    """When it is full the sender waits, and with it the connection."""

    def __init__(self, clock: Clock, capacity: int = _CAPACITY) -> None:
        self._clock = clock
        self._capacity = capacity
        self._items: list[Item] = []
        self._failure: BaseException | None = None
        self._has_ended = False
        self._changed = asyncio.Event()
        self._taken = asyncio.Event()

    async def fill(self, items: AsyncIterator[Item]) -> None:
        """Take in everything there is; whoever takes gets the error the stream ends with."""
        try:
            async for item in items:
                await self._put(item)
        except Exception as error:  # noqa: BLE001 - it is raised where the items are taken
            self.fail(error)
        else:
            self._has_ended = True
            self._changed.set()

    def fail(self, error: BaseException) -> None:
        """Let the next take raise the error, whatever else is waiting."""
        self._failure = self._failure or error
        self._changed.set()

    async def take(self, wait_s: float) -> list[Item] | None:
        """Return what arrived, nothing if that takes too long, None when nothing more will come."""
        if not self._is_ready():
            try:
                async with self._clock.timeout(wait_s):
                    await self._wait_until_ready()
            except TimeoutError:
                return []
        if self._failure is not None:
            raise self._failure
        if not self._items:
            return None
        taken, self._items = self._items, []
        self._taken.set()
        return taken

    async def _put(self, item: Item) -> None:
        while len(self._items) >= self._capacity:
            self._taken.clear()
            await self._taken.wait()
        self._items.append(item)
        self._changed.set()

    def _is_ready(self) -> bool:
        return bool(self._items) or self._has_ended or self._failure is not None

    async def _wait_until_ready(self) -> None:
        while not self._is_ready():
            self._changed.clear()
            await self._changed.wait()
