"""What a credential may hold."""

import re
from collections.abc import Mapping
from typing import Final

from voicera_agents.limits import MAX_NAME
from voicera_kit.errors import invalid

CARRIER: Final = "vobiz"
MAX_VALUES: Final = 16
MAX_VALUE_BYTES: Final = 16 * 1024
_VENDOR = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_CARRIER_NEEDS: Final = ("auth_id", "auth_token")
_CARRIER_TAKES: Final = frozenset({*_CARRIER_NEEDS, "main_auth_token"})


def require_vendor(vendor: str) -> None:
    if not _VENDOR.fullmatch(vendor):
        raise invalid("vendor", f'must be "{CARRIER}" or the id of an adapter')


def require_display_name(display_name: str) -> None:
    if len(display_name) > MAX_NAME:
        raise invalid("display_name", f"must have at most {MAX_NAME} characters")


def require_values(vendor: str, values: Mapping[str, str]) -> None:
    """Raise InvalidArgument that names the field; a name that is none could be a key and is not repeated."""
    if not values:
        raise invalid("values", "must not be empty")
    if len(values) > MAX_VALUES:
        raise invalid("values", f"must be at most {MAX_VALUES}")
    if not all(map(_NAME.fullmatch, values)):
        raise invalid("values", "names are made of lower-case letters, digits and underscores")
    for name, value in sorted(values.items()):
        if not value.strip():
            raise invalid(f"values.{name}", "must not be empty")
        if len(value.encode()) > MAX_VALUE_BYTES:
            raise invalid(f"values.{name}", f"must have at most {MAX_VALUE_BYTES} bytes")
    if vendor == CARRIER:
        _require_carrier_values(values)


def _require_carrier_values(values: Mapping[str, str]) -> None:
    for name in _CARRIER_NEEDS:
        if name not in values:
            raise invalid(f"values.{name}", "is needed to reach the carrier")
    for name in sorted(values.keys() - _CARRIER_TAKES):
        raise invalid(f"values.{name}", "is nothing the carrier knows")
    if not all(value.isascii() and value.isprintable() for value in values.values()):
        raise invalid("values", "must be printable ASCII: they travel in headers")
