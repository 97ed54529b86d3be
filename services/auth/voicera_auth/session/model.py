"""A signed-in browser or program: a family of refresh tokens, one of which is current."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from voicera_auth.session.client import Client
from voicera_kit.errors import Unauthenticated

_VERSION = "vr1"


@dataclass(frozen=True, slots=True)
class Family:
    """All sessions that go back to one sign-in; `client` is who used it last."""

    id: str
    organization_id: str
    user_id: str
    current_hash: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    client: Client
    revoked: bool = False
    revision: int = 0


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

    def __str__(self) -> str:
        return f"{_VERSION}.{self.organization_id}.{self.family_id}.{self.secret}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Session:
    access_token: str
    access_expires_in_s: int
    refresh_token: str
    refresh_expires_at: datetime
