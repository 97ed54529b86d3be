"""Reads phone numbers in the forms people and carriers write them."""

import re
from typing import Final

import phonenumbers

_WRITTEN = re.compile(r"\+?[0-9 ().-]{3,32}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SPACING: Final = str.maketrans("", "", " ().-")


def is_e164(text: str) -> bool:
    """Tell whether this is a number in canonical form whose length its country knows."""
    return _E164.fullmatch(text) is not None and text == parse(text, region=None)


def parse(text: str, region: str | None) -> str | None:
    """Return the number as E.164, or None if it is not one; `region` is the country of national forms.

    A number counts when its length is right: carriers hand out ranges before any directory lists them.
    """
    if not _WRITTEN.fullmatch(text.strip()):
        return None
    try:
        number = phonenumbers.parse(text.strip(), region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def called_forms(text: str, region: str) -> tuple[str, ...]:
    """Return the numbers a carrier may mean, likeliest first: as written, with a plus put before, national."""
    digits = text.strip().translate(_SPACING)
    written = digits if digits.startswith("+") else f"+{digits}"
    exact = written if _E164.fullmatch(written) else None
    return tuple(dict.fromkeys(form for form in (exact, parse(text, region)) if form))
