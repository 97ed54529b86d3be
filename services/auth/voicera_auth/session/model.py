"""A signed-in browser or program: a family of refresh tokens, one of which is current."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from voicera_auth.session.client import Client
from voicera_kit.errors import Unauthenticated

_VERSION: Final = "vr1"
_REMEMBERED: Final = 8
"""How many spent tokens of a family are still known for stolen ones."""


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """The parts of a refresh token; only the hash of its secret is stored."""

    organization_id: str
    family_id: str
    secret: str

    @classmethod
    def issue(cls, organization_id: str, family_id: str) -> "RefreshToken":
        return cls(organization_id, family_id, secrets.token_urlsafe(32))

    @classmethod
    def parse(cls, text: str) -> "RefreshToken":
        """Raise Unauthenticated if this never was a token of ours."""
        match text.split("."):
            case [version, organization_id, family_id, secret] if version == _VERSION:
                if organization_id.startswith("org_") and family_id.startswith("sess_") and secret:
                    return cls(organization_id, family_id, secret)
        raise Unauthenticated("the refresh token is not valid")

    def following(self, salt: str) -> "RefreshToken":
        """The next token of the family; the same one again for the same salt, which only the store knows."""
        digest = hmac.digest(salt.encode(), self.secret.encode(), "sha256")
        return replace(self, secret=base64.urlsafe_b64encode(digest).decode().rstrip("="))

    def __str__(self) -> str:
        return f"{_VERSION}.{self.organization_id}.{self.family_id}.{self.secret}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Family:
    """All sessions that go back to one sign-in; `client` is who used it last.

    `salt` made the current token of the one before; `spent_hashes` are of those before, the latest first.
    """

    id: str
    organization_id: str
    user_id: str
    current_hash: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    client: Client
    salt: str = field(default="", repr=False)
    spent_hashes: tuple[str, ...] = ()
    revoked: bool = False
    revision: int = 0

    def is_current(self, token: RefreshToken) -> bool:
        return hmac.compare_digest(self.current_hash, token.hash)

    def has_spent(self, token: RefreshToken) -> bool:
        return any(hmac.compare_digest(each, token.hash) for each in self.spent_hashes)

    def was_just_spent(self, token: RefreshToken, now: datetime, grace: timedelta) -> bool:
        """Whether the current token replaced this one less than `grace` ago."""
        is_last = any(hmac.compare_digest(each, token.hash) for each in self.spent_hashes[:1])
        return is_last and bool(grace) and now - self.last_used_at < grace

    def renewed(self, token: RefreshToken, now: datetime, client: Client) -> "Family":
        """Spend the current token for the one that follows it by a new salt."""
        salt = secrets.token_urlsafe(32)
        return replace(
            self,
            current_hash=token.following(salt).hash,
            salt=salt,
            spent_hashes=(token.hash, *self.spent_hashes)[:_REMEMBERED],
            last_used_at=now,
            client=client,
        )


@dataclass(frozen=True, slots=True)
class Session:
    access_token: str
    access_expires_in_s: int
    refresh_token: str
    refresh_expires_at: datetime
