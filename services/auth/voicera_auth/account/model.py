"""A person who can sign in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """`password_hash` is empty for who signs in through an identity provider only.

    `password_version` grows with every password, so that a session begun with the one before does not outlive it.
    """

    id: str
    email: str
    display_name: str
    password_hash: str
    organization_id: str
    has_second_factor: bool = False
    password_version: int = 0


def canonical_email(email: str) -> str:
    """E-mail addresses are compared without case or surrounding space."""
    return email.strip().casefold()
