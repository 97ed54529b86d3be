"""What open streams to adapters have in common: how they are opened, written to, served and closed."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Protocol

from voicera_kit.errors import Unavailable

_WRITE_TIMEOUT_S = 5.0


class Closable(Protocol):
    def close(self) -> None: ...


class AdapterStream:
    """An open call to an adapter that has answered its configuration."""

    def __init__(self, call: Any, responses: AsyncIterator[Any]) -> None:
        self._call = call
        self._responses = responses

    def close(self) -> None:
        self._call.cancel()

    async def _write(self, request: Any) -> None:
        async with asyncio.timeout(_WRITE_TIMEOUT_S):
            await self._call.write(request)


async def configure(call: Any, request: Any, adapter: str) -> AsyncIterator[Any]:
    """Send the configuration and return what follows the adapter's readiness; Unavailable if it does not get ready."""
    responses: AsyncIterator[Any] = aiter(call)
    try:
        await call.write(request)
        ready = await anext(responses, None)
    except BaseException:
        call.cancel()
        raise
    if ready is None or not ready.HasField("ready"):
        call.cancel()
        raise Unavailable(f"the {adapter} did not answer its configuration")
    return responses


async def unless_set(event: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work until it ends; if the event is set before, return True once the work has stopped, and clear it."""
    working, changing = asyncio.create_task(work), asyncio.create_task(event.wait())
    try:
        await asyncio.wait((working, changing), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
            return False
    finally:
        working.cancel()
        changing.cancel()
        await asyncio.gather(working, changing, return_exceptions=True)
    event.clear()
    return True


async def serve_stream(stream: Closable, *work: Coroutine[Any, Any, None]) -> None:
    """Do all the work until one piece of it ends or fails; then close the stream and end the rest."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        stream.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
