"""Roles as the contracts number them."""

from voicera.auth.v1 import role_pb2
from voicera_kit.errors import invalid

ROLE_NUMBERS = {
    "viewer": role_pb2.ROLE_VIEWER,
    "operator": role_pb2.ROLE_OPERATOR,
    "admin": role_pb2.ROLE_ADMIN,
    "owner": role_pb2.ROLE_OWNER,
}
_GRANTABLE: dict[int, str] = {number: role for role, number in ROLE_NUMBERS.items() if role != "owner"}


def grantable_role(number: int) -> str:
    """The role a request names; InvalidArgument unless it can be given to somebody."""
    if number not in _GRANTABLE:
        raise invalid("role", "must be ROLE_VIEWER, ROLE_OPERATOR or ROLE_ADMIN")
    return _GRANTABLE[number]
