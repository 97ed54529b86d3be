"""Runs the model in threads: as many utterances at once as there are threads, some more waiting, the rest refused."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from threading import Event
from typing import Any, Final, TypeVar

from voicera_adapters.net import too_late
from voicera_kit.errors import ResourceExhausted, Unavailable

WAITING_PER_CALLER: Final = 4

Result = TypeVar("Result")


class Engine:
    """`answer_s` is how long one utterance may take once it is its turn."""

    def __init__(
        self, model: Any, threads: ThreadPoolExecutor, callers: int, wait_s: float, answer_s: float
    ) -> None:
        self._model = model
        self._threads = threads
        self._free = asyncio.Semaphore(callers)
        self._most_waiting = WAITING_PER_CALLER * callers
        self._waiting = 0
        self._wait_s = wait_s
        self._answer_s = answer_s

    async def run(self, work: Callable[[Any, Event], Result]) -> Result:
        """Run the work with the model; its event says that nobody waits for the result any more."""
        await self._turn()
        has_left = Event()
        future = self._threads.submit(work, self._model, has_left)
        self._free_after(future)
        try:
            async with asyncio.timeout(self._answer_s):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            raise too_late() from None
        except Exception:  # noqa: BLE001 - the runtime's own words may quote the text
            raise Unavailable("the model failed") from None
        finally:
            has_left.set()

    async def _turn(self) -> None:
        if self._waiting >= self._most_waiting:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                await self._free.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1

    def _free_after(self, future: Future[Any]) -> None:
        """The thread is free when the work ends, which may be after whoever wanted it left."""
        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._free.release))


def _busy() -> ResourceExhausted:
    return ResourceExhausted("Whisper is busy with other callers", retry_after=timedelta(seconds=1))


@asynccontextmanager
async def open_engine(
    load: Callable[[], Any], callers: int, wait_s: float, answer_s: float
) -> AsyncIterator[tuple[Engine, Any]]:
    """Load the model in a thread; leaving waits for what still runs."""
    threads = ThreadPoolExecutor(callers, thread_name_prefix="faster-whisper")
    try:
        model = await asyncio.get_running_loop().run_in_executor(threads, load)
        yield Engine(model, threads, callers, wait_s, answer_s), model
    finally:
        await asyncio.to_thread(threads.shutdown)
