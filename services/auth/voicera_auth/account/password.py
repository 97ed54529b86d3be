"""Hashes passwords with Argon2id, off the event loop."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final, TypeVar, TypeVarTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from voicera_auth.account.strength import MAX_LENGTH
from voicera_kit.errors import ResourceExhausted

AT_ONCE: Final = 2
WAITING: Final = 32
RETRY_AFTER: Final = timedelta(seconds=2)

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$3OBw7Jc/QoUM7R8yQN9dzw$o03LNJhH59Kf6IzX8odYW8vYrBKhVeF97Kltw64bhVg"
)
"""The hash of a secret nobody kept, made with the default settings: what a wrong address is compared with."""


def generate_password() -> str:
    """A password a person can type: 20 characters, about 119 bits."""
    alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(20))


class Passwords:
    """Hashes at most two at once, in threads of its own: each costs a core and 64 MiB, and anybody may ask for one."""

    def __init__(
        self, hasher: PasswordHasher | None = None, *, at_once: int = AT_ONCE, waiting: int = WAITING
    ) -> None:
        self._hasher = hasher or PasswordHasher()
        is_default = not self._hasher.check_needs_rehash(NOBODY)
        self._nobody = NOBODY if is_default else self._hasher.hash(secrets.token_hex())
        # Threads rather than a semaphore set the limit: a caller may leave, but a hash that has begun runs on.
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="passwords")
        self._places = at_once + waiting

    async def hash(self, password: str) -> str:
        """Raise ResourceExhausted if too many wait already, as `verify` does."""
        return await self._run(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is right; takes as long when there is no such user."""
        is_right = await self._run(self._verify, stored or self._nobody, password[:MAX_LENGTH])
        return is_right and stored is not None

    async def _run(self, work: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        if not self._places:
            raise ResourceExhausted("too many people sign in at once", retry_after=RETRY_AFTER)
        self._places -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._places += 1

    def needs_rehash(self, stored: str) -> bool:
        """Whether the hash was made with other settings than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
