"""An API key, and the secret a program shows for it."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

_SECRET: Final = re.compile(r"vek_([0-9a-z]{26})_[A-Za-z0-9_-]{43}")
_SHOWN: Final = 4
_NOTHING: Final = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """`vek_<the key's id without its kind>_<256 random bits>`; only its hash is stored."""

    key_id: str
    text: str = field(repr=False)

    @classmethod
    def issue(cls, key_id: str) -> "Secret":
        return cls(key_id, f"vek_{key_id.removeprefix('key_')}_{secrets.token_urlsafe(32)}")

    @classmethod
    def parse(cls, text: str) -> "Secret | None":
        """Return None if this never was a secret of ours."""
        match = _SECRET.fullmatch(text)
        return cls(f"key_{match[1]}", text) if match else None

    @property
    def prefix(self) -> str:
        return self.text[: len("vek__") + 26 + _SHOWN]

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`previous_hash` is the rotated secret's, good until `previous_until`; without an `expires_at` it never ends.

    `created_by` and `rotated_by` are ids of members or of other keys: who was shown the first and the present secret.
    """

    id: str
    organization_id: str
    display_name: str
    scopes: tuple[str, ...]
    prefix: str
    secret_hash: str = field(repr=False)
    created_by: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    previous_hash: str = field(default=_NOTHING, repr=False)
    previous_until: datetime | None = None
    rotated_by: str = ""

    def admits(self, secret: Secret, now: datetime) -> bool:
        """Whether the secret is this key's, the key's time is not over and nobody revoked it."""
        given = secret.hash
        is_current = hmac.compare_digest(self.secret_hash, given)
        is_previous = hmac.compare_digest(self.previous_hash, given)
        in_overlap = self.previous_until is not None and now < self.previous_until
        return self.is_live(now) and (is_current or (is_previous and in_overlap))

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
