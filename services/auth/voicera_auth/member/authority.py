"""Whom a caller may grant, change and remove: nobody with a role above their own."""

from typing import Final

from voicera_auth.organization.model import Member
from voicera_kit.errors import FailedPrecondition, PermissionDenied
from voicera_kit.identity import Identity, permissions_of

OWNER_NEEDED: Final = "OWNER_NEEDED"


def require_authority(caller: Identity, role: str) -> None:
    """Raise PermissionDenied, naming what is missing, if the role permits what the caller may not do.

    An API key has no role: what counts is what it may do.
    """
    missing = sorted(each for each in permissions_of(role) if not caller.may(each))
    if missing:
        raise PermissionDenied(missing[0])


def require_not_owner(member: Member) -> None:
    if member.role == "owner":
        raise FailedPrecondition("an organization needs its owner", reason=OWNER_NEEDED)
