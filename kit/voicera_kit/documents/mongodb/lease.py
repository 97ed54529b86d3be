"""Lets one replica at a time migrate a database."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from pymongo.errors import DuplicateKeyError

from voicera_kit.clock import SystemClock
from voicera_kit.documents.mongodb.driver import RETRY_AFTER, driver_errors
from voicera_kit.documents.mongodb.reads import Records
from voicera_kit.documents.values import microseconds
from voicera_kit.errors import ServiceError, Unavailable

LEASE_S: Final = 30.0
"""How long a replica that was killed keeps the others from going on."""
PATIENCE_S: Final = 600.0
"""How long to wait for another replica to finish."""

_ID: Final = "lease"
_POLL_S: Final = 0.2

_clock: Final = SystemClock()


@asynccontextmanager
async def leased(records: Records) -> AsyncIterator[None]:
    """Hold the lease kept in this collection; Unavailable if another replica has it for too long."""
    owner = secrets.token_hex(8)
    await _take(records, owner)
    renewing = asyncio.create_task(_renew(records, owner))
    try:
        yield
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        with suppress(ServiceError):
            await _extend(records, owner, 0)


async def _take(records: Records, owner: str) -> None:
    until = _clock.monotonic() + PATIENCE_S
    while not await _is_taken(records, owner):
        if _clock.monotonic() > until:
            raise Unavailable("another replica is migrating the document store", retry_after=RETRY_AFTER)
        await _clock.sleep(_POLL_S)


async def _is_taken(records: Records, owner: str) -> bool:
    free = {"_id": _ID, "until_us": {"$lte": _now_us()}}
    held = {"owner": owner, "until_us": _now_us() + int(LEASE_S * 1e6)}
    with driver_errors():
        try:
            await records.find_one_and_update(free, {"$set": held}, upsert=True)
        except DuplicateKeyError:
            return False
    return True


async def _renew(records: Records, owner: str) -> None:
    """Go on for as long as the work does; should the lease be lost, two replicas do the same work."""
    while True:
        await _clock.sleep(LEASE_S / 3)
        with suppress(ServiceError):
            await _extend(records, owner, LEASE_S)


async def _extend(records: Records, owner: str, seconds: float) -> None:
    with driver_errors():
        held = {"until_us": _now_us() + int(seconds * 1e6)}
        await records.update_one({"_id": _ID, "owner": owner}, {"$set": held})


def _now_us() -> int:
    return microseconds(_clock.now())
