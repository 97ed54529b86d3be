"""Sends new work elsewhere while a store this process needs is away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final, Protocol

import structlog

from voicera_kit.clock import Clock, SystemClock

ANSWER_S: Final = 4.0
"""A store that takes longer to answer counts as away."""
FAILURES: Final = 2
"""So many looks in a row find a store away before it is believed."""

_log = structlog.get_logger(__name__)


class Store(Protocol):
    """Documents or objects."""

    async def ping(self) -> None:
        """Raise unless the store answers."""


class Readiness(Protocol):
    """Whom health checks ask."""

    async def set_ready(self, *, ready: bool) -> None: ...


@asynccontextmanager
async def watching_stores(
    readiness: Readiness, stores: Sequence[Store], every_s: float, clock: Clock | None = None
) -> AsyncIterator[None]:
    """Inside the block, be ready as long as every store answers; asked every `every_s` seconds."""
    watching = asyncio.create_task(_watch(readiness, stores, every_s, clock or SystemClock()))
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch(readiness: Readiness, stores: Sequence[Store], every_s: float, clock: Clock) -> None:
    failures = 0
    while stores:
        await clock.sleep(every_s)
        away = await _away(stores, clock)
        if not away and failures >= FAILURES:
            _log.info("server.stores_back")
            await readiness.set_ready(ready=True)
        failures = failures + 1 if away else 0
        if failures == FAILURES:
            _log.warning("server.stores_away", stores=away)
            await readiness.set_ready(ready=False)


async def _away(stores: Sequence[Store], clock: Clock) -> list[str]:
    """Return the engines that do not answer."""
    answers = await asyncio.gather(*(_answers(store, clock) for store in stores))
    return [type(store).__name__ for store, answered in zip(stores, answers, strict=True) if not answered]


async def _answers(store: Store, clock: Clock) -> bool:
    try:
        async with clock.timeout(ANSWER_S):
            await store.ping()
    except Exception:  # noqa: BLE001 - whatever it was, the store is of no use, and the watch goes on
        return False
    return True
