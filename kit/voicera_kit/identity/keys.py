"""Finds the public key a token names, asking its source as rarely as it can."""

import asyncio
from collections.abc import Mapping
from typing import Final, Protocol

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError, Unauthenticated, Unavailable

_REFRESH_S: Final = 300.0
"""A key that was withdrawn is forgotten after this long."""
_PAUSE_S: Final = 2.0
"""Unknown key ids do not make us ask more often than this."""
_FETCH_S: Final = 5.0

_log = structlog.get_logger(__name__)


class KeySource(Protocol):
    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Return every key that may have signed a valid token, by key id."""


class KeyRing:
    def __init__(self, source: KeySource, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._keys: Mapping[str, Ed25519PublicKey] = {}
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> Ed25519PublicKey:
        """Raise Unauthenticated for an unknown key id, Unavailable if nobody can tell."""
        if key_id not in self._keys or self._age() > _REFRESH_S:
            async with self._lock:
                await self._refresh(key_id)
        if key_id in self._keys:
            return self._keys[key_id]
        if self._age() > _REFRESH_S:
            raise Unavailable("the keys that verify tokens cannot be fetched")
        raise Unauthenticated("the token was signed with an unknown key")

    def _age(self) -> float:
        return self._clock.monotonic() - self._fetched_at

    async def _refresh(self, key_id: str) -> None:
        is_settled = key_id in self._keys and self._age() <= _REFRESH_S
        if is_settled or self._clock.monotonic() - self._asked_at < _PAUSE_S:
            return
        self._asked_at = self._clock.monotonic()
        try:
            async with self._clock.timeout(_FETCH_S):
                self._keys = await self._source.keys()
        except (ServiceError, TimeoutError) as error:
            _log.warning("keys.unavailable", error=type(error).__name__)
        else:
            self._fetched_at = self._clock.monotonic()
