"""A person who can sign in."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class User:
    """`password_hash` is empty for who signs in through an identity provider only.

    `password_version` grows with every password, so that a session begun with the one before does not outlive it.
    `email_verified` says that whoever uses the account was shown to read the address's mail. `oidc_subject` is whom
    the provider `oidc_issuer` let in first: the one person it lets in. The store sets `created_at`.
    """

    id: str
    email: str
    display_name: str
    password_hash: str
    organization_id: str
    has_second_factor: bool = False
    password_version: int = 0
    email_verified: bool = False
    oidc_issuer: str = ""
    oidc_subject: str = ""
    created_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    def with_password(self, password_hash: str) -> "User":
        return replace(self, password_hash=password_hash, password_version=self.password_version + 1)

    def with_verified_email(self) -> "User":
        return replace(self, email_verified=True)

    def with_subject(self, issuer: str, subject: str) -> "User":
        return replace(self, oidc_issuer=issuer, oidc_subject=subject)


def canonical_email(email: str) -> str:
    """E-mail addresses are compared without case or surrounding space."""
    return email.strip().casefold()
