"""Asks Redis within a deadline and turns what goes wrong into typed errors."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, TypeVar

import structlog
from redis.exceptions import OutOfMemoryError, RedisError

from voicera_kit.errors import ResourceExhausted, Unavailable

COMMAND_S: Final = 2.0
PAUSE_S: Final = 0.5
"""So long nobody asks again after a failure: callers must not queue up before a server that is away."""
RETRY_AFTER: Final = timedelta(seconds=1)

Answer = TypeVar("Answer")
_log = structlog.get_logger(__name__)


class Commands:
    """Logs when the server goes and when it is back, not every failure in between."""

    def __init__(self) -> None:
        self._is_away = False
        self._asked_again_at = 0.0

    async def ask(self, command: Callable[[], Awaitable[Answer]]) -> Answer:
        """Unavailable if the server is away, too slow or refuses; ResourceExhausted if its memory is full."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._asked_again_at:
            raise _unavailable()
        try:
            async with asyncio.timeout(COMMAND_S):
                answer = await command()
        except OutOfMemoryError as error:
            raise ResourceExhausted("the bus is full", retry_after=RETRY_AFTER) from error
        except (RedisError, OSError) as error:
            self._asked_again_at = loop.time() + PAUSE_S
            self._lost(error)
            raise _unavailable() from error
        self._back()
        return answer

    def _lost(self, error: Exception) -> None:
        if not self._is_away:
            _log.warning("bus.unavailable", error=type(error).__name__)
        self._is_away = True

    def _back(self) -> None:
        if self._is_away:
            _log.info("bus.available")
        self._is_away = False


def _unavailable() -> Unavailable:
    return Unavailable("the bus is unavailable", retry_after=RETRY_AFTER)
