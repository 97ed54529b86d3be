"""Does what nobody waits for, one after the other, and finishes it before the process ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog

Work = Callable[[], Awaitable[None]]

CAPACITY: Final = 1000
WORK_S: Final = 30.0
DRAIN_S: Final = 10.0

_log = structlog.get_logger(__name__)


class Outbox:
    def __init__(self, capacity: int = CAPACITY) -> None:
        self._waiting: asyncio.Queue[Work] = asyncio.Queue(capacity)

    def put(self, work: Work) -> None:
        """Do it later; what no longer fits is dropped and logged."""
        try:
            self._waiting.put_nowait(work)
        except asyncio.QueueFull:
            _log.error("outbox.full", capacity=self._waiting.maxsize)

    async def drain(self) -> None:
        """Return when everything is done, or after ten seconds."""
        try:
            async with asyncio.timeout(DRAIN_S):
                await self._waiting.join()
        except TimeoutError:
            _log.error("outbox.not_drained", lost=self._waiting.qsize())

    async def run(self) -> None:
        while True:
            work = await self._waiting.get()
            try:
                async with asyncio.timeout(WORK_S):
                    await work()
            except Exception as error:  # noqa: BLE001 - the next in line is not to blame
                _log.warning("outbox.failed", error=type(error).__name__)
            finally:
                self._waiting.task_done()


@asynccontextmanager
async def open_outbox(capacity: int = CAPACITY) -> AsyncIterator[Outbox]:
    outbox = Outbox(capacity)
    worker = asyncio.create_task(outbox.run())
    try:
        yield outbox
        await outbox.drain()
    finally:
        worker.cancel()
        await asyncio.wait([worker])
