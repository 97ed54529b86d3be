"""What names and time zones may be."""

import unicodedata
import zoneinfo
from functools import cache
from typing import Final

from voicera_kit.errors import invalid

MAX_NAME: Final = 120


def require_name(field: str, name: str) -> None:
    """Raise InvalidArgument unless the name has 1 to 120 characters and no control characters."""
    if not 1 <= len(name.strip()) <= MAX_NAME:
        raise invalid(field, f"must have 1 to {MAX_NAME} characters")
    if any(unicodedata.category(each) in {"Cc", "Zl", "Zp"} for each in name):
        raise invalid(field, "must be one line")


def require_time_zone(field: str, name: str) -> None:
    if name not in _time_zones():
        raise invalid(field, "is not an IANA time zone")


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
