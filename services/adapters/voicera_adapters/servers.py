"""Looks from time to time whether the servers of one's own are there: nobody else runs them, and one may not either."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final, Self
from urllib.parse import urlsplit, urlunsplit

import aiohttp

from voicera_kit.clock import Clock, SystemClock

EVERY_S: Final = 15.0
ANSWER_S: Final = 3.0
_NOBODY_BEHIND: Final = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)
"""What a proxy answers for a server that is away."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking for a server."""

    is_reachable: bool
    at: datetime


class Servers:
    """What is known of servers, by their address; `every_s` is the pause between two looks at the same one."""

    def __init__(self, clock: Clock | None = None, every_s: float = EVERY_S) -> None:
        self._clock = clock or SystemClock()
        self._every_s = every_s
        self._looks: dict[str, Look] = {}

    def of(self, address: str) -> Look | None:
        """Return the last look; None before the first."""
        return self._looks.get(address)

    @asynccontextmanager
    async def watched(self, addresses: Iterable[str]) -> AsyncIterator[Self]:
        """Look for the servers for as long as the block lasts."""
        wait = aiohttp.ClientTimeout(total=ANSWER_S)
        async with aiohttp.ClientSession(timeout=wait, cookie_jar=aiohttp.DummyCookieJar()) as http:
            tasks = [asyncio.create_task(self._watch(http, each)) for each in sorted(set(addresses))]
            try:
                yield self
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, http: aiohttp.ClientSession, address: str) -> None:
        while True:
            is_reachable = await _answers(http, address)
            self._looks[address] = Look(is_reachable, self._clock.now())
            await self._clock.sleep(self._every_s)


async def _answers(http: aiohttp.ClientSession, address: str) -> bool:
    """Whatever HTTP answers, a refusal too: what it answers to is for the adapter to know. No key is sent along."""
    try:
        async with http.get(shown(address), allow_redirects=False) as response:
            return response.status not in _NOBODY_BEHIND
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False


def shown(address: str) -> str:
    """Return the address without user and password, which may open doors."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
