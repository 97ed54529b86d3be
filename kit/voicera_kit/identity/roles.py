"""What each role may do; every role includes the one before it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_VIEWER: Final = frozenset({
    "agents.read",
    "calls.read",
    "integrations.read",
    "members.read",
    "numbers.read",
    "organization.read",
    "recordings.read",
    "storage.read",
})
_OPERATOR: Final = _VIEWER | {
    "callers.read",
    "calls.control",
    "calls.listen",
    "calls.place",
    "calls.share",
    "integrations.try",
}
_ADMIN: Final = _OPERATOR | {
    "agents.write",
    "agents.publish",
    "api_keys.read",
    "api_keys.write",
    "audit.read",
    "calls.delete",
    "integrations.write",
    "members.write",
    "numbers.write",
    "storage.write",
}
_OWNER: Final = _ADMIN | {"organization.write"}

ROLES: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    "viewer": _VIEWER,
    "operator": _OPERATOR,
    "admin": _ADMIN,
    "owner": _OWNER,
})
PERMISSIONS: Final = _OWNER


def permissions_of(role: str | None) -> frozenset[str]:
    """Return what the role grants; nothing for an unknown one."""
    return ROLES.get(role or "", frozenset())
