"""Spells phrases in words the pronunciation dictionary knows."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from num2words import num2words  # type: ignore[import-untyped]

Knows = Callable[[str], bool]

_MAX_DIGITS: Final = 15
_SYMBOLS: Final = {
    "%": "percent",
    "&": "and",
    "+": "plus",
    "@": "at",
    "₹": "rupees",
    "$": "dollars",
    "€": "euros",
}
_APOSTROPHES: Final = str.maketrans({
    "\u2019": "'",
    "\u2018": "'",
    "\u02bc": "'",
    "\u2013": "-",
    "\u2014": " ",
})
_UNIT: Final = re.compile(
    r"""
    (?P<clock>\d{1,2}:\d{2}|\d{1,2}\.\d{2}(?=\s*[ap]\.?m\b))\s*(?P<clock_half>[ap]\.?m\b\.?)?
    | (?P<hour>\d{1,2})\s*(?P<hour_half>[ap]\.?m\b\.?)
    | (?P<ordinal>\d+)(?:st|nd|rd|th)\b
    | (?P<number>\d[\d,]*(?:\.\d+)?)
    | (?P<symbol>[%&+@₹$€])
    | (?P<word>[^\W\d_]+(?:['.-][^\W\d_]+)*'?\.?)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One written word (or time, or number) and the dictionary words it is spoken with."""

    written: str
    spoken: tuple[str, ...]


class UnknownWordError(Exception):
    """A word has no pronunciation."""


def spell(phrase: str, knows: Knows) -> tuple[Unit, ...]:
    """Return the phrase's units; empty if it holds no word. Raises UnknownWordError."""
    text = unicodedata.normalize("NFC", phrase).translate(_APOSTROPHES)
    return tuple(_spelled(match, knows) for match in _UNIT.finditer(text))


def _spelled(match: re.Match[str], knows: Knows) -> Unit:
    written = match.group().strip()
    parts = [each for candidate in _spoken(match) for each in _known(candidate, knows)]
    return Unit(written, tuple(parts))


def _spoken(match: re.Match[str]) -> list[str]:
    """Return the unit in lower-case words, whether known or not."""
    found = match.groupdict()
    if found["clock"]:
        return _clock(found["clock"]) + _half(found["clock_half"])
    if found["hour"]:
        return _in_words(found["hour"]) + _half(found["hour_half"])
    if found["ordinal"]:
        return _in_words(found["ordinal"], "ordinal")
    if found["number"]:
        return _in_words(found["number"])
    if found["symbol"]:
        return [_SYMBOLS[found["symbol"]]]
    return [match.group().lower()]


def _clock(text: str) -> list[str]:
    hours, minutes = re.split(r"[:.]", text)
    if minutes == "00":
        return _in_words(hours)
    oh = ["oh"] if minutes.startswith("0") else []
    return [*_in_words(hours), *oh, *_in_words(minutes)]


def _half(text: str | None) -> list[str]:
    return [text[0].lower(), "m"] if text else []


def _in_words(digits: str, form: str = "cardinal") -> list[str]:
    plain = digits.replace(",", "")
    if len(plain) > _MAX_DIGITS:
        raise UnknownWordError
    number = float(plain) if "." in plain else int(plain)
    return [word for word in re.findall(r"[a-z]+", num2words(number, to=form)) if word != "and"]


def _known(word: str, knows: Knows) -> list[str]:
    """Return the word, or the dictionary words it can be told as."""
    for spelling in (word, word.rstrip("."), word.replace(".", ""), _plain(word)):
        if spelling and knows(spelling):
            return [spelling]
    if word.replace(".", "") in {"am", "pm"} and "." in word:
        return [word[0], "m"]
    parts = re.split(r"[-.]", word.rstrip("."))
    if len(parts) > 1 and all(knows(part) for part in parts):
        return parts
    return _halves(_plain(word), knows)


def _halves(word: str, knows: Knows) -> list[str]:
    """Return a compound's two words ("toothache" as "tooth ache"), the more even split first."""
    shortest = 3
    splits = range(shortest, len(word) - shortest + 1)
    for at in sorted(splits, key=lambda at: abs(2 * at - len(word))):
        if knows(word[:at]) and knows(word[at:]):
            return [word[:at], word[at:]]
    raise UnknownWordError


def _plain(word: str) -> str:
    """Return the word without accents and marks ("café" as "cafe")."""
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(each for each in decomposed if each.isascii() and (each.isalpha() or each == "'"))
