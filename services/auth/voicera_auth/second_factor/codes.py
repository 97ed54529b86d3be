"""Computes what an authenticator app shows, and makes the codes that stand in for it."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp

STEP_S: Final = 30
_ISSUER: Final = "VoiceERA"
_SKEW_STEPS: Final = 1
_RECOVERY_CODES: Final = 10
_GROUPS: Final = 4
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""31, without those that are easily mistaken for others."""


def new_secret() -> str:
    """160 bits, base32."""
    return pyotp.random_base32()


def otpauth_url(secret: str, email: str) -> str:
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=email, issuer_name=_ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step (number of 30 s since 1970) whose code this is, one step of skew allowed."""
    totp = pyotp.TOTP(secret, interval=STEP_S)
    given, current = _plain(code), int(now.timestamp()) // STEP_S
    steps = range(current - _SKEW_STEPS, current + _SKEW_STEPS + 1)
    matching = [step for step in steps if _are_equal(totp.generate_otp(step), given)]
    return matching[-1] if matching else None


def new_recovery_codes() -> tuple[str, ...]:
    """Ten of 79 bits each, so that a plain hash hides them."""
    return tuple(_recovery_code() for _ in range(_RECOVERY_CODES))


def recovery_hash(code: str) -> str:
    return hashlib.sha256(_plain(code).encode()).hexdigest()


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))


def _plain(code: str) -> str:
    """People type spaces and capitals as they like."""
    return "".join(code.split()).replace("-", "").casefold()


def _are_equal(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode())
