"""What AssemblyAI's error messages mean."""

from http import HTTPStatus
from typing import Any, Final

from voicera_adapters.net import key_rejected, quota_exhausted, refusal
from voicera_kit.errors import ServiceError, Unavailable

_UNAUTHORIZED: Final = 1008
_TOO_MANY_SESSIONS: Final = 3009
_MISUNDERSTOOD: Final = frozenset({3006, 3007})


def closed(code: int, reason: str) -> ServiceError | None:
    """Read the code of a connection that closes without an Error."""
    del reason
    return key_rejected() if code == _UNAUTHORIZED else None


def failure(told: dict[str, Any]) -> ServiceError:
    """Read an Error, whose code the connection closes with; why a connection is unauthorized, only its words say."""
    code, words = told["error_code"], str(told.get("error", "")).lower()
    if code == _TOO_MANY_SESSIONS or "too many concurrent" in words:
        return refusal(HTTPStatus.TOO_MANY_REQUESTS)
    if code == _UNAUTHORIZED:
        return quota_exhausted() if "balance" in words or "funds" in words else key_rejected()
    if code in _MISUNDERSTOOD:
        return refusal(HTTPStatus.BAD_REQUEST)
    return Unavailable(f"the provider failed with code {code}")
