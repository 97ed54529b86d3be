"""Finds a provider's words in the text it was given."""

import re
from collections.abc import Sequence

_CLOSING = re.compile(r"[^\w\s]*")
_LOOK_AHEAD = 40
"""Characters: a word that is not near was written otherwise, and one like it further on is another."""


def through_words(text: str, words: Sequence[str]) -> str:
    """Return the text up to the end of the last of these words, as the vendor cut them."""
    end = 0
    for word in words:
        found = text.find(word, end, end + len(word) + _LOOK_AHEAD)
        if found >= 0:
            end = found + len(word)
    closing = _CLOSING.match(text, end)
    return text[: closing.end() if closing and end else 0].rstrip()
