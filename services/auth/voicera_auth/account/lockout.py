"""Makes guessing passwords slow: who fails often waits, twice as long after each further failure."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from voicera_auth.account.attempts import AttemptStore, Limit
from voicera_kit.clock import Clock
from voicera_kit.errors import AlreadyExists, NotFound, ResourceExhausted, RevisionConflict, ServiceError

TOO_MANY_ATTEMPTS: Final = "TOO_MANY_ATTEMPTS"
GUESSES: Final = frozenset({"SIGN_IN_FAILED", "CODE_WRONG", "PASSWORD_WRONG"})
"""The reasons of refusals that count as a failure."""

ONE_GUESSER: Final = Limit(free=5, longest=timedelta(minutes=15))
"""Of one network at one account."""
ALL_GUESSERS: Final = Limit(free=100, longest=timedelta(seconds=30))
"""Of all networks at one account: short, since its owner waits too."""
ONE_NETWORK: Final = Limit(free=20, longest=timedelta(minutes=15))
"""At all accounts; more than of one guesser: an office shares a network."""
_RACES: Final = 10
_A_MOMENT: Final = timedelta(seconds=1)


class Lockout:
    """Counts in the store, so that every replica counts the same; accounts that do not exist count like others."""

    def __init__(self, attempts: AttemptStore, clock: Clock) -> None:
        self._attempts = attempts
        self._clock = clock

    @asynccontextmanager
    async def attempt(self, email: str, address: str = "") -> AsyncIterator[None]:
        """Sign in within the block; success makes the account's failures forgotten, but for those of other networks.

        An attempt counts from its beginning, so that many at once are no more than many in a row. Raises
        ResourceExhausted (TOO_MANY_ATTEMPTS) if the client's network or the account must wait.
        """
        network = _network(address)
        async with (
            self._watched(network),
            self._counted(_guesser(email, network), ONE_GUESSER),
            self._counted(_key("account", email), ALL_GUESSERS),
        ):
            yield

    def proof(self, user_id: str) -> AbstractAsyncContextManager[None]:
        """Prove within the block, signed in, who one is; what strangers fail at does not count here."""
        return self._counted(_key("proof", user_id), ONE_GUESSER)

    async def forget(self, email: str, address: str = "") -> None:
        """Let the account's owner in again at once from where they are."""
        await self._attempts.forget(_guesser(email, _network(address)))
        await self._attempts.forget(_key("account", email))

    @asynccontextmanager
    async def _watched(self, network: str) -> AsyncIterator[None]:
        """Count what fails and forget nothing: who guesses has an account of their own, too."""
        if not network:
            yield
            return
        key = _key("address", network)
        await self._require_open(key)
        try:
            yield
        except ServiceError as refusal:
            if refusal.reason in GUESSES:
                with suppress(ResourceExhausted):  # somebody else there has just failed once too often
                    await self._count(key, ONE_NETWORK)
            raise

    @asynccontextmanager
    async def _counted(self, key: str, limit: Limit) -> AsyncIterator[None]:
        """Count what begins, and take it back if it was no guess."""
        await self._count(key, limit)
        try:
            yield
        except ServiceError as refusal:
            if refusal.reason not in GUESSES:
                await self._uncount(key)
            raise
        await self._attempts.forget(key)

    async def _require_open(self, key: str) -> None:
        attempts = await self._attempts.get(key)
        wait = attempts.open_at - self._clock.now()
        if wait > timedelta():
            raise _too_many(wait)

    async def _count(self, key: str, limit: Limit) -> None:
        for _ in range(_RACES):
            attempts, now = await self._attempts.get(key), self._clock.now()
            if attempts.open_at > now:
                raise _too_many(attempts.open_at - now)
            with suppress(AlreadyExists, NotFound, RevisionConflict):  # somebody else was faster
                await self._attempts.keep(attempts.one_more(now, limit))
                return
        raise _too_many(_A_MOMENT)

    async def _uncount(self, key: str) -> None:
        with suppress(
            NotFound, AlreadyExists, RevisionConflict
        ):  # a failure too many is forgotten in an hour
            await self._attempts.keep((await self._attempts.get(key)).less_one(self._clock.now()))


def _too_many(wait: timedelta) -> ResourceExhausted:
    return ResourceExhausted("too many failed attempts", retry_after=wait, reason=TOO_MANY_ATTEMPTS)


def _guesser(email: str, network: str) -> str:
    return _key("guesser", f"{network} {email}")


def _key(kind: str, name: str) -> str:
    """Neither addresses nor names are kept."""
    return f"{kind}_{hashlib.sha256(name.encode()).hexdigest()}"


def _network(address: str) -> str:
    """A subscriber has one IPv4 address, but a whole /64 of IPv6."""
    if address and isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return address
