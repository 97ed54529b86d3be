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


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """The parts of a refresh token; only hashes of its secrets are stored.

    Every token of a family has its `family_secret`, so that one used long ago is still known for one.
    """

    organization_id: str
    family_id: str
    family_secret: str
    secret: str

    @classmethod
    def issue(cls, organization_id: str, family_id: str) -> "RefreshToken":
        return cls(organization_id, family_id, secrets.token_urlsafe(32), secrets.token_urlsafe(32))

    @classmethod
    def parse(cls, text: str) -> "RefreshToken":
        """Raise Unauthenticated if this never was a token of ours."""
        match text.split("."):
            case [version, organization_id, family_id, family_secret, secret] if version == _VERSION:
                if organization_id.startswith("org_") and family_id.startswith("sess_"):
                    return cls(organization_id, family_id, family_secret, secret)
        raise Unauthenticated("the refresh token is not valid")

    def following(self, salt: str) -> "RefreshToken":
        """The next token of the family; the same one again for the same salt, which only the store knows."""
        digest = hmac.digest(salt.encode(), self.secret.encode(), "sha256")
        return replace(self, secret=base64.urlsafe_b64encode(digest).decode().rstrip("="))

    def __str__(self) -> str:
        return f"{_VERSION}.{self.organization_id}.{self.family_id}.{self.family_secret}.{self.secret}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()

    @property
    def family_hash(self) -> str:
        return hashlib.sha256(self.family_secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Family:
    """All sessions that go back to one sign-in; `client` is who used it last.

    `salt` made the current token of the one before, whose hash is `last_hash`.
    """

    id: str
    organization_id: str
    user_id: str
    family_hash: str
    current_hash: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    client: Client
    salt: str = field(default="", repr=False)
    last_hash: str = ""
    revoked: bool = False
    revision: int = 0

    def has_issued(self, token: RefreshToken) -> bool:
        """Whether this is, or was, a token of the family."""
        return hmac.compare_digest(self.family_hash, token.family_hash)

    def is_current(self, token: RefreshToken) -> bool:
        return self.has_issued(token) and hmac.compare_digest(self.current_hash, token.hash)

    def was_just_spent(self, token: RefreshToken, now: datetime, grace: timedelta) -> bool:
        """Whether the current token replaced this one less than `grace` ago."""
        is_last = self.has_issued(token) and hmac.compare_digest(self.last_hash, token.hash)
        return is_last and bool(grace) and now - self.last_used_at < grace

    def renewed(self, token: RefreshToken, now: datetime, client: Client) -> "Family":
        """Spend the current token for the one that follows it by a new salt."""
        salt = secrets.token_urlsafe(32)
        return replace(
            self,
            current_hash=token.following(salt).hash,
            salt=salt,
            last_hash=token.hash,
            last_used_at=now,
            client=client,
        )


@dataclass(frozen=True, slots=True)
class Session:
    access_token: str
    access_expires_in_s: int
    refresh_token: str
    refresh_expires_at: datetime
