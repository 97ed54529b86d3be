"""A person who can sign in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    id: str
    email: str
    display_name: str
    password_hash: str
    organization_id: str


def canonical_email(email: str) -> str:
    """E-mail addresses are compared without case or surrounding space."""
    return email.strip().casefold()
