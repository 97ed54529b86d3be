"""Reads decimal numbers, in figures or in English words, the Indian ones included."""

import re
from collections.abc import Iterator
from decimal import Decimal

from voicera_voice.dialogue.number_words import INDIAN_DIGITS, SCALES, TENS, UNITS
from voicera_voice.dialogue.words import folded

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d]+(?:[^\W\d]|[\u0900-\u0d7f])*|-(?=\d)")
_HUNDRED = 100
_TEN = 10
_SMALL = {word: Decimal(worth) for word, worth in (UNITS | TENS | INDIAN_DIGITS).items()}
_LARGE = {word: Decimal(worth) for word, worth in SCALES.items()}
_MINUS = frozenset({"minus", "negative", "-"})
_GLUE = frozenset({"and", "point", "a"}) | _MINUS


def parse_number(text: str) -> Decimal | None:
    """Return the one number in the text; None if there is none, or several."""
    runs = [run for run in _runs(text) if any(_is_figure(token) for token in run)]
    return _evaluate(runs[0]) if len(runs) == 1 else None


def plain(number: Decimal) -> str:
    """Write the number without exponent and needless zeros: "1250.5"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tokens(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(folded(text)):
        yield token.replace(",", "")


def _is_figure(word: str) -> bool:
    return word[0].isdecimal() or word in _SMALL or word == "hundred" or word in _LARGE


def _runs(text: str) -> Iterator[list[str]]:
    """Split the tokens into stretches that belong to one number."""
    run: list[str] = []
    for token in _tokens(text):
        if _is_figure(token) or token in _GLUE:
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _evaluate(run: list[str]) -> Decimal | None:
    while run and not _is_figure(run[-1]):
        run = run[:-1]
    while run and run[0] in {"and", "a", "point"}:
        run = run[1:]
    if run and run[0] in _MINUS:
        rest = _evaluate(run[1:])
        return None if rest is None else -rest
    if "point" in run:
        return _with_fraction(run[: run.index("point")], run[run.index("point") + 1 :])
    return _whole(run)


def _with_fraction(whole: list[str], fraction: list[str]) -> Decimal | None:
    value = _whole(whole)
    digits = [_worth(word) for word in fraction]
    if value is None or not digits or None in digits:
        return None
    return Decimal(f"{value:f}." + "".join(f"{digit:f}" for digit in digits))


def _worth(word: str) -> Decimal | None:
    return Decimal(word) if word[0].isdecimal() else _SMALL.get(word)


def _whole(run: list[str]) -> Decimal | None:
    """Add up "two thousand five hundred"; join "twenty twenty six" and "one five zero"."""
    total = Decimal(0)
    groups: list[Decimal] = []
    for word in run:
        worth = _worth(word)
        if word in _LARGE:
            total += (_joined(groups) or Decimal(1)) * _LARGE[word]
            groups = []
        elif word == "hundred":
            groups = [*groups[:-1], (groups[-1] if groups else Decimal(1)) * _HUNDRED]
        elif worth is not None:
            groups = _append(groups, worth)
        elif not _glues(word, groups):
            return None
    if not total:
        return _joined(groups)
    rest = _joined(groups) if groups else Decimal(0)
    return None if rest is None else total + rest


def _glues(word: str, groups: list[Decimal]) -> bool:
    """ "Two hundred and five" is one number, "two and five" is not."""
    return word == "a" or (word == "and" and not (groups and groups[-1] < _HUNDRED))


def _append(groups: list[Decimal], worth: Decimal) -> list[Decimal]:
    last = groups[-1] if groups else Decimal(0)
    tens = last % _HUNDRED
    after_hundred = bool(last) and tens == 0 and worth < _HUNDRED
    after_tens = tens >= 2 * _TEN and tens % _TEN == 0 and 0 < worth < _TEN
    return [*groups[:-1], last + worth] if after_hundred or after_tens else [*groups, worth]


def _joined(groups: list[Decimal]) -> Decimal | None:
    if len(groups) <= 1:
        return groups[0] if groups else None
    small = all(group < _HUNDRED and group == int(group) for group in groups)
    return Decimal("".join(f"{group:f}" for group in groups)) if small else None
