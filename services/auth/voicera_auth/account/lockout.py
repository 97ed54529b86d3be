"""Makes guessing passwords slow: who fails often waits, twice as long after each further failure."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from voicera_auth.account.attempts import AttemptStore
from voicera_kit.clock import Clock
from voicera_kit.errors import AlreadyExists, NotFound, ResourceExhausted, RevisionConflict, ServiceError

TOO_MANY_ATTEMPTS: Final = "TOO_MANY_ATTEMPTS"
GUESSES: Final = frozenset({"SIGN_IN_FAILED", "CODE_WRONG", "PASSWORD_WRONG"})
"""The reasons of refusals that count as a failure."""

FREE_FOR_ACCOUNT: Final = 5
FREE_FOR_ADDRESS: Final = 20
"""More than for an account: an office shares one."""
_RACES: Final = 10
_A_MOMENT: Final = timedelta(seconds=1)


class Lockout:
    """Counts in the store, so that every replica counts the same; accounts that do not exist count like others."""

    def __init__(self, attempts: AttemptStore, clock: Clock) -> None:
        self._attempts = attempts
        self._clock = clock

    @asynccontextmanager
    async def attempt(self, email: str, address: str = "") -> AsyncIterator[None]:
        """Try to prove who one is within the block; success makes the account's failures forgotten.

        An attempt counts from its beginning, so that many at once are no more than many in a row. Raises
        ResourceExhausted (TOO_MANY_ATTEMPTS) if the account or the client's address must wait.
        """
        account = _key("account", email)
        if address:
            await self._require_open(_key("address", _network(address)))
        await self._count(account, FREE_FOR_ACCOUNT)
        try:
            yield
        except ServiceError as refusal:
            if refusal.reason in GUESSES:
                await self._count_address(address)
            else:
                await self._uncount(account)
            raise
        await self._attempts.forget(account)

    async def forget(self, email: str) -> None:
        """Let the account's owner in again at once."""
        await self._attempts.forget(_key("account", email))

    async def _require_open(self, key: str) -> None:
        attempts = await self._attempts.get(key)
        wait = attempts.open_at - self._clock.now()
        if wait > timedelta():
            raise _too_many(wait)

    async def _count_address(self, address: str) -> None:
        if address:
            with suppress(ResourceExhausted):  # somebody else there has just failed once too often
                await self._count(_key("address", _network(address)), FREE_FOR_ADDRESS)

    async def _count(self, key: str, free: int) -> None:
        for _ in range(_RACES):
            attempts, now = await self._attempts.get(key), self._clock.now()
            if attempts.open_at > now:
                raise _too_many(attempts.open_at - now)
            with suppress(AlreadyExists, NotFound, RevisionConflict):  # somebody else was faster
                await self._attempts.keep(attempts.one_more(now, free))
                return
        raise _too_many(_A_MOMENT)

    async def _uncount(self, key: str) -> None:
        with suppress(
            NotFound, AlreadyExists, RevisionConflict
        ):  # a failure too many is forgotten in an hour
            await self._attempts.keep((await self._attempts.get(key)).less_one(self._clock.now()))


def _too_many(wait: timedelta) -> ResourceExhausted:
    return ResourceExhausted("too many failed attempts", retry_after=wait, reason=TOO_MANY_ATTEMPTS)


def _key(kind: str, name: str) -> str:
    """Neither addresses nor names are kept."""
    return f"{kind}_{hashlib.sha256(name.encode()).hexdigest()}"


def _network(address: str) -> str:
    """A subscriber has one IPv4 address, but a whole /64 of IPv6."""
    if address and isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return address
