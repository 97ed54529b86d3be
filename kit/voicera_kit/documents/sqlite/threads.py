"""Runs SQLite off the event loop: reads side by side, and writes that wait together in one commit."""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog

from voicera_kit.documents.sqlite.tables import connect
from voicera_kit.errors import ResourceExhausted, ServiceError, Unavailable, invalid

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]

_READERS: Final = 2
_MAX_WAITING: Final = 10_000
_MAX_BATCH: Final = 256

_log = structlog.get_logger(__name__)


@contextmanager
def driver_errors() -> Iterator[None]:
    """Keep the driver's errors, and its words, inside the store."""
    try:
        yield
    except (OverflowError, UnicodeEncodeError) as error:
        raise invalid("value", "cannot be stored") from error
    except sqlite3.Error as error:
        _log.warning("documents.unavailable", error=type(error).__name__, detail=str(error))
        raise Unavailable("the document store is unavailable") from error


class Readers:
    """Each thread has a connection of its own and sees what was committed before it began."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = ThreadPoolExecutor(_READERS, thread_name_prefix="documents-read")
        self._own = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._waiting = 0

    async def run(self, work: Work[Result]) -> Result:
        if self._waiting >= _MAX_WAITING:
            raise ResourceExhausted("too many reads are waiting")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, work)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()

    def _read(self, work: Work[Result]) -> Result:
        with driver_errors():
            connection = getattr(self._own, "connection", None)
            if connection is None:
                connection = self._own.connection = connect(self._path, read_only=True)
                self._connections.append(connection)
            return work(connection)


class _Job:
    def __init__(self, work: Work[Any], committed: Callable[[Any], None]) -> None:
        self.work = work
        self.committed = committed
        self.done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.result: Any = None
        self.error: Exception | None = None

    def settle(self) -> None:
        if self.error is None:
            self.committed(self.result)
        if self.done.done():
            return
        if self.error is not None:
            self.done.set_exception(self.error)
        else:
            self.done.set_result(self.result)


class Writer:
    """One disk sync serves everybody who waited; a job that fails takes back only its own changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="documents-write")
        self._waiting: deque[_Job] = deque()
        self._draining: asyncio.Task[None] | None = None

    async def run(self, work: Work[Result], committed: Callable[[Result], None]) -> Result:
        """Return the result once it is durable; `committed` is called with it even if the caller has gone."""
        if len(self._waiting) >= _MAX_WAITING:
            raise ResourceExhausted("too many writes are waiting")
        job = _Job(work, committed)
        self._waiting.append(job)
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        result: Result = await job.done
        return result

    async def close(self) -> None:
        if self._draining is not None:
            await self._draining
        self._thread.shutdown()
        self._connection.close()

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MAX_BATCH))]
            await loop.run_in_executor(self._thread, self._commit, batch)
            for job in batch:
                job.settle()

    def _commit(self, batch: Sequence[_Job]) -> None:
        try:
            with driver_errors():
                self._connection.execute("BEGIN IMMEDIATE")
                for job in batch:
                    self._attempt(job)
                self._connection.execute("COMMIT")
        except ServiceError as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            for job in batch:
                job.error = error

    def _attempt(self, job: _Job) -> None:
        self._connection.execute("SAVEPOINT job")
        try:
            with driver_errors():
                job.result = job.work(self._connection)
        except Exception as error:  # noqa: BLE001 - it is the caller's, who gets it
            job.error = error
            self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")
