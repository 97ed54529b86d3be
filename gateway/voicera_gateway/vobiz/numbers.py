"""Writes phone numbers the carrier's way and back."""

import re

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_INDIAN_MOBILE_DIGITS = 10


def is_e164(number: str) -> bool:
    return _E164.fullmatch(number) is not None


def for_carrier(e164: str) -> str:
    """Return the plain digits the carrier works with: +919800000001 is 919800000001."""
    return e164.removeprefix("+")


def from_carrier(number: str) -> str:
    """Return E.164 where it can be told, else the number as it came: the carrier sends 91…, +91… and 0…."""
    digits = number.strip().removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return number.strip()
    if digits.startswith("0") and len(digits) == _INDIAN_MOBILE_DIGITS + 1:
        digits = "91" + digits[1:]
    candidate = f"+{digits}"
    return candidate if is_e164(candidate) else number.strip()
