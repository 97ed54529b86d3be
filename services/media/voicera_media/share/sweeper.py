"""Removes links that have expired; they stopped working by themselves."""

from typing import Final

import structlog

from voicera_kit.clock import Clock
from voicera_kit.ids import new_id
from voicera_media.share.store import ShareStore

_EVERY_S: Final = 600.0
_PASS_S: Final = 300.0
_LEASE_S: Final = 60.0

_log = structlog.get_logger(__name__)


class ShareSweeper:
    def __init__(self, shares: ShareStore, clock: Clock) -> None:
        self._shares = shares
        self._clock = clock
        self._owner = new_id("sweeper")

    async def run(self) -> None:
        while True:
            try:
                async with self._clock.timeout(_PASS_S):
                    await self.look()
            except Exception as error:  # noqa: BLE001 - it must go on whatever happens
                _log.warning("shares.sweep_failed", error=type(error).__name__)
            await self._clock.sleep(_EVERY_S)

    async def look(self) -> None:
        now = self._clock.now()
        while expired := await self._shares.claim_expired(now, self._owner, _LEASE_S):
            await self._shares.remove(expired)
