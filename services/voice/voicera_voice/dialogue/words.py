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
_NEGATIVES = {"cant": ("can", "not"), "cannot": ("can", "not"), "wont": ("will", "not")} | {
    f"{verb}nt": (verb, "not")
    for verb in ("do", "does", "did", "is", "was", "are", "would", "should", "could")
}


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    """Return the words in lower case: "I can't at 10AM!" gives ("i", "can", "not", "at", "10", "am")."""
    kept = (char for char in folded(text) if char not in _APOSTROPHES and char not in _JOINERS)
    words = ("".join(run) for kind, run in groupby(kept, _kind) if kind != " ")
    return tuple(part for word in words for part in _NEGATIVES.get(word, (word,)))


def folded(text: str) -> str:
    """Return the text in lower case, with one spelling for what is written in several, and figures as 0 to 9."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_FOLDED)
    return "".join(map(_digit, plain))


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
