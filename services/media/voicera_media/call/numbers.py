"""Reads phone numbers as people write them."""

import phonenumbers

from voicera_kit.phone_numbers import DIGITS, SPACING


def writings(text: str, region: str) -> tuple[str, ...]:
    """Return the ways in which records may have the number; `region` is the country of national forms."""
    written = text.strip()
    digits = written.translate(SPACING)
    number = _parsed(digits, region) if DIGITS.fullmatch(digits) else None
    if number is None:
        return tuple(dict.fromkeys((written, digits)))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.national_significant_number(number)
    forms = (e164, e164.removeprefix("+"), national, f"0{national}", digits, written)
    return tuple(dict.fromkeys(forms))


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
