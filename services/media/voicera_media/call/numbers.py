"""Reads phone numbers as people write them, and hides them from those who may not see them."""

import re
from typing import Final

import phonenumbers

_SPACING: Final = str.maketrans("", "", " ().-")
_DIGITS = re.compile(r"\+?[0-9]{3,32}")
_SHOWN: Final = 4
_HIDDEN: Final = "•"


def writings(text: str, region: str) -> tuple[str, ...]:
    """Return the ways in which records may have the number; `region` is the country of national forms."""
    written = text.strip()
    digits = written.translate(_SPACING)
    number = _parsed(digits, region) if _DIGITS.fullmatch(digits) else None
    if number is None:
        return tuple(dict.fromkeys((written, digits)))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.national_significant_number(number)
    forms = (e164, e164.removeprefix("+"), national, f"0{national}", digits, written)
    return tuple(dict.fromkeys(forms))


def masked(number: str) -> str:
    """Return the number with all but its last four digits hidden; what is too short, or no number, as a whole."""
    digits = number.translate(_SPACING)
    if not _DIGITS.fullmatch(digits) or len(digits) <= _SHOWN:
        return _HIDDEN * len(digits)
    return _HIDDEN * (len(digits) - _SHOWN) + digits[-_SHOWN:]


def _parsed(digits: str, region: str) -> phonenumbers.PhoneNumber | None:
    """Numbers often come with their country's code and without the plus."""
    for candidate in (digits, f"+{digits}"):
        try:
            number = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return number
    return None
