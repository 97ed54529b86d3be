"""Remembers which webhook each nonce came with."""

import asyncio
import hashlib
from contextlib import suppress
from typing import Final

from voicera_gateway.recent import Recent
from voicera_kit.bus import Bus
from voicera_kit.clock import Clock
from voicera_kit.errors import ResourceExhausted, Unavailable

MEMORY_S: Final = 86_400.0
MAX_NONCES: Final = 100_000
"""Some 30,000 calls a day; only the carrier's own nonces take room, because others are refused before."""
_ASK_S: Final = 1.0


class Nonces:
    """What this process has seen, and what its peers have, as far as the bus they share is there."""

    def __init__(self, shared: Bus | None = None, clock: Clock | None = None) -> None:
        self._shared = shared
        self._own: Recent[str] = Recent(MAX_NONCES, MEMORY_S, clock)

    async def is_first_or_same(self, nonce: str, digest: str) -> bool:
        """Tell whether the nonce came with this content, or with none before."""
        known = self._own.get(nonce)
        if known is None and await self._is_so_among_peers(nonce, digest):
            known = self._own.first(nonce, digest)
        return known == digest

    async def _is_so_among_peers(self, nonce: str, digest: str) -> bool:
        """True as well if they cannot be asked."""
        with suppress(ResourceExhausted, TimeoutError, Unavailable):
            async with asyncio.timeout(_ASK_S):
                return self._shared is None or await self._is_so_on(self._shared, nonce, digest)
        return True

    @staticmethod
    async def _is_so_on(bus: Bus, nonce: str, digest: str) -> bool:
        key, seen = f"nonce.{hashlib.sha256(nonce.encode()).hexdigest()}", digest.encode()
        if await bus.put(key, seen, MEMORY_S, only_if_absent=True):
            return True
        return await bus.get(key) in {None, seen}
