"""Hides phone numbers from those who may not see them."""

import re
from typing import Final

SPACING: Final = str.maketrans("", "", " ().-")
"""What people write between digits."""
DIGITS: Final = re.compile(r"\+?[0-9]{3,32}")
_SHOWN: Final = 4
_HIDDEN: Final = "•"


def masked(number: str) -> str:
    """Return the number with all but its last four digits hidden; what is too short, or no number, as a whole."""
    digits = number.translate(SPACING)
    if not DIGITS.fullmatch(digits) or len(digits) <= _SHOWN:
        return _HIDDEN * len(digits)
    return _HIDDEN * (len(digits) - _SHOWN) + digits[-_SHOWN:]
