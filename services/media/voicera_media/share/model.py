"""A link to a call, and its secret."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

MAX_LIVE: Final = 20
"""Links to one call that work at the same time."""
MAX_HOURS: Final = 720
DEFAULT_HOURS: Final = 72
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Share:
    """`digest` is what is kept of the secret."""

    id: str
    organization_id: str
    call_id: str
    digest: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    with_recording: bool


def new_secret() -> str:
    """Return 256 random bits as text that needs no escaping in a path."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest_of(secret: str) -> str:
    """A plain hash is enough: nobody can try 256 bits out."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
