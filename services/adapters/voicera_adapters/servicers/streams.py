"""Carries the messages of one bidirectional stream: a bounded way in, a bounded way out, one writer."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import grpc

from voicera_kit.errors import DeadlineExceeded, invalid
from voicera_kit.server import Context

Request = TypeVar("Request")
Response = TypeVar("Response")

CONFIG_WITHIN_S: Final = 10.0
_WAITING_REQUESTS: Final = 256


@dataclass(frozen=True, slots=True)
class Arrived(Generic[Request]):
    """`at` is time.monotonic() when it came, before it waited for its turn."""

    request: Request
    at: float

    @property
    def age_ms(self) -> float:
        return (time.monotonic() - self.at) * 1000


async def first_of(requests: AsyncIterator[Request]) -> Request:
    """Return the configuration; raises InvalidArgument on a stream without messages."""
    try:
        async with asyncio.timeout(CONFIG_WITHIN_S):
            return await anext(requests)
    except StopAsyncIteration:
        raise invalid("config", "must be the first message") from None
    except TimeoutError:
        raise DeadlineExceeded("the configuration did not come in time") from None


class Inbox(Generic[Request]):
    """Messages in order. When it is full the stream's flow control makes the sender wait."""

    def __init__(self) -> None:
        self._arrived: asyncio.Queue[Arrived[Request] | None] = asyncio.Queue(_WAITING_REQUESTS)

    async def fill(self, requests: AsyncIterator[Request]) -> None:
        async for request in requests:
            await self._arrived.put(Arrived(request, time.monotonic()))
        await self._arrived.put(None)

    async def __aiter__(self) -> AsyncIterator[Arrived[Request]]:
        while (arrived := await self._arrived.get()) is not None:
            yield arrived


class Outbox(Generic[Response]):
    """Messages on their way out; only `drain` writes, so that nothing is cut off in the middle."""

    def __init__(self, size: int) -> None:
        self._messages: asyncio.Queue[Response | None] = asyncio.Queue(size)

    async def put(self, message: Response) -> None:
        await self._messages.put(message)

    def offer(self, message: Response) -> bool:
        """Put it if there is room."""
        if self._messages.full():
            return False
        self._messages.put_nowait(message)
        return True

    def drop(self, is_unwanted: Callable[[Response], bool]) -> None:
        """Drop what was not written yet, unless it is still wanted."""
        waiting = [self._messages.get_nowait() for _ in range(self._messages.qsize())]
        for message in waiting:
            if message is None or not is_unwanted(message):
                self._messages.put_nowait(message)

    async def close(self) -> None:
        await self._messages.put(None)

    async def drain(self, context: Context) -> None:
        """Write until closed, or until the caller has left in the middle of a message: its handler is ended then."""
        write: Callable[[Any], Awaitable[None]] = context.write
        with suppress(grpc.aio.InternalError):
            while (message := await self._messages.get()) is not None:
                await write(message)
