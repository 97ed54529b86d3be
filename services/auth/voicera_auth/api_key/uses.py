"""Writes down when keys were used, to the minute, while nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from voicera_auth.api_key.model import ApiKey
from voicera_auth.api_key.store import ApiKeyStore
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound, ServiceError

_EVERY_S: Final = 10.0
_WRITE_S: Final = 5.0
_WAITING: Final = 10_000

log = structlog.get_logger(__name__)


class Uses:
    """What waits to be written is bounded; a use beyond that is noted when the key is used again."""

    def __init__(self, keys: ApiKeyStore, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._waiting: dict[tuple[str, str], datetime] = {}

    def note(self, key: ApiKey) -> None:
        minute = self._clock.now().replace(second=0, microsecond=0)
        is_news = key.last_used_at is None or key.last_used_at < minute
        if is_news and len(self._waiting) < _WAITING:
            self._waiting[key.organization_id, key.id] = minute

    @asynccontextmanager
    async def written(self) -> AsyncIterator[None]:
        """Write every ten seconds, and what is left when the block ends."""
        writing = asyncio.create_task(self._write_regularly())
        try:
            yield
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
            await self.write()

    async def write(self) -> None:
        """Write what waits; what cannot be written now is dropped, the next use says it again."""
        waiting, self._waiting = self._waiting, {}
        for (organization_id, key_id), minute in waiting.items():
            try:
                async with self._clock.timeout(_WRITE_S):
                    await self._keys.change(organization_id, key_id, partial(_used, minute))
            except NotFound:
                continue
            except (ServiceError, TimeoutError) as error:
                log.warning("api_key_uses.unwritten", error=type(error).__name__)
                return

    async def _write_regularly(self) -> None:
        while True:
            await self._clock.sleep(_EVERY_S)
            await self.write()


def _used(minute: datetime, key: ApiKey) -> ApiKey:
    return replace(key, last_used_at=max(key.last_used_at or minute, minute))
