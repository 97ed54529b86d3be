"""Replaces the signing key in good time, without anybody being signed out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import pairwise
from typing import Final

import structlog

from voicera_auth.keys.model import OUTLIVED, PUBLISHED_AHEAD, SigningKey
from voicera_auth.keys.ring import KeyRing
from voicera_auth.keys.store import SigningKeyStore
from voicera_kit.clock import Clock
from voicera_kit.errors import AlreadyExists, ServiceError

_EVERY_S: Final = 60.0
"""Well within the time a key is published ahead, so that every replica has it when it begins to sign."""
_TURN_S: Final = 20.0

log = structlog.get_logger(__name__)


class KeyRotation:
    """Replicas agree through the keys' numbers: only one can add the next."""

    def __init__(self, ring: KeyRing, store: SigningKeyStore, clock: Clock, signs_for: timedelta) -> None:
        self._ring = ring
        self._store = store
        self._clock = clock
        self._signs_for = signs_for

    async def rotate(self) -> SigningKey:
        """Publish the next key and return it, or the one that already waits; it signs in ten minutes at most."""
        newest = (await self._ring.load())[-1]
        if newest.signs_from > self._clock.now():
            return newest
        with suppress(AlreadyExists):  # another replica was first
            await self._store.add(SigningKey.generate(newest.number + 1, self._clock.now() + PUBLISHED_AHEAD))
        following = (await self._ring.load())[-1]
        log.info("signing_key.published", kid=following.id, signs_from=following.signs_from.isoformat())
        return following

    async def turn(self) -> None:
        """Take up what other replicas did, rotate if it is time, and withdraw keys that are outlived."""
        keys = await self._ring.load()
        if self._clock.now() >= keys[-1].signs_from + self._signs_for - PUBLISHED_AHEAD:
            await self.rotate()
        await self._withdraw(keys)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Turn every minute until the block ends."""
        turning = asyncio.create_task(self._turn_regularly())
        try:
            yield
        finally:
            turning.cancel()
            with suppress(asyncio.CancelledError):
                await turning

    async def _turn_regularly(self) -> None:
        while True:
            await self._clock.sleep(_EVERY_S)
            try:
                async with self._clock.timeout(_TURN_S):
                    await self.turn()
            except (ServiceError, TimeoutError) as error:
                log.warning("signing_keys.unavailable", error=type(error).__name__)

    async def _withdraw(self, keys: Sequence[SigningKey]) -> None:
        outlived = [key for key, after in pairwise(keys) if after.signs_from + OUTLIVED <= self._clock.now()]
        for key in outlived:
            await self._store.remove(key)
            log.info("signing_key.withdrawn", kid=key.id)
        if outlived:
            await self._ring.load()
