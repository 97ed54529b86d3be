"""Who is calling: a person with a role, an API key with scopes or a service, acting for one organization."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

from voicera_kit.errors import Unauthenticated
from voicera_kit.identity.roles import PERMISSIONS, permissions_of

Kind = Literal["member", "api_key", "service"]


@dataclass(frozen=True, slots=True)
class Identity:
    """`organization_id` is empty for a service that acts for none; only members have a `role` and a session.

    `subject` is a user's or an API key's id, or a service's name; `issued_at` is the token's date in Unix seconds.
    """

    organization_id: str
    subject: str
    kind: Kind
    role: str | None
    token: str = field(repr=False)
    scopes: frozenset[str] = frozenset()
    session_id: str = ""
    issued_at: float = field(default=0.0, compare=False)

    @property
    def permissions(self) -> frozenset[str]:
        """What the role or the key grants; a service needs no grant."""
        return self.scopes & PERMISSIONS if self.kind == "api_key" else permissions_of(self.role)

    def may(self, permission: str) -> bool:
        """Services may do what any person may; the empty permission is granted to everybody signed in."""
        return self.kind == "service" or not permission or permission in self.permissions


_current: ContextVar[Identity | None] = ContextVar("identity", default=None)


def current_identity() -> Identity:
    """Return who makes the call being served; Unauthenticated in a public method."""
    identity = _current.get()
    if identity is None:
        raise Unauthenticated("nobody is signed in")
    return identity


def identity_or_none() -> Identity | None:
    """Return who makes the call being served, None in a public method or outside of a call."""
    return _current.get()


def set_identity(identity: Identity | None) -> None:
    """Say who this task works for, until it ends."""
    _current.set(identity)


@contextmanager
def acting_as(identity: Identity) -> Iterator[Identity]:
    """Work for somebody within the block."""
    before = _current.set(identity)
    try:
        yield identity
    finally:
        _current.reset(before)
