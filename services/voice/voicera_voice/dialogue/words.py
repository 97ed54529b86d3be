"""Reduces text to the words that are compared, whatever its script, case and punctuation."""
# ruff: noqa: RUF001 - the marks of many scripts are meant

import unicodedata
from functools import lru_cache
from itertools import groupby

Words = tuple[str, ...]

_APOSTROPHES = frozenset("'’ʼ`")
_JOINERS = frozenset("\u200c\u200d")
_FOLDED = str.maketrans({
    "ँ": "ं",  # written either way in Hindi: हाँ, हां
    "ঁ": "ং",
    "ى": "ی",
    "ي": "ی",
    "ك": "ک",
})  # fmt: skip


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    """Return the words in lower case: "I'd like 10AM!" gives ("id", "like", "10", "am")."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_FOLDED)
    kept = (_digit(char) for char in plain if char not in _APOSTROPHES and char not in _JOINERS)
    return tuple("".join(run) for kind, run in groupby(kept, _kind) if kind != " ")


def letters_in(text: str) -> int:
    """Count what is spoken: letters, digits and marks."""
    return sum(_kind(char) != " " for char in text)


def first_letters(text: str, count: int) -> str:
    """Return the beginning of the text that has this many letters, digits and marks."""
    if count <= 0:
        return ""
    for index, char in enumerate(text):
        if _kind(char) != " ":
            count -= 1
        if count < 0:
            return text[:index].rstrip()
    return text


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _kind(char: str) -> str:
    category = unicodedata.category(char)[0]
    return "word" if category in "LM" else "number" if category == "N" else " "
