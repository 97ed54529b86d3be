"""Hashes passwords with Argon2id, off the event loop."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from voicera_kit.errors import invalid

MIN_LENGTH = 10
MAX_LENGTH = 256

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe())


def generate_password() -> str:
    """A password a person can type: 20 characters, about 119 bits."""
    alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(20))


def require_strength(password: str) -> None:
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise invalid("password", f"must have {MIN_LENGTH} to {MAX_LENGTH} characters")


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is no such user."""
    return await asyncio.to_thread(_verify, stored or _NOBODY, password[:MAX_LENGTH]) and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
