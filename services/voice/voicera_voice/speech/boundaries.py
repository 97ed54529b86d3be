"""Decides whether a sentence ends at a mark, from no more text than has arrived."""
# ruff: noqa: RUF001 - the marks of many scripts are meant

import re
from enum import Enum, auto

from voicera_voice.speech.scripts import (
    ABBREVIATIONS,
    BEFORE_FIGURES,
    CLOSERS,
    ENDS_WITHOUT_SPACE,
    NEVER_INITIALS,
    SENTENCE_ENDS,
)

_LOOKAHEAD = 64
_FIGURE_BEFORE = re.compile(r"\d[^\w\n]{0,4}\Z")
_FIGURE_AFTER = re.compile(r"[^\w\n]{0,4}\d")
_GAP = re.compile(r"[^\w\n]{0,4}")
"""What stands between the figures of one number: spaces and marks, but only a few."""
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_OPENERS = "\"'“‘([{«‹*_"


class Verdict(Enum):
    GO_ON = auto()
    """No sentence ends here."""
    WAIT = auto()
    """What follows decides."""


def sentence_end(text: str, position: int) -> int | Verdict:
    """Return where the sentence ends, after its closing quotes, if the character at `position` ends one."""
    if text[position] == "\n":
        return position + 1
    if text[position] not in SENTENCE_ENDS:
        return Verdict.GO_ON
    marks = _skip(text, position, SENTENCE_ENDS)
    end = _skip(text, marks, CLOSERS)
    if _LOOKAHEAD in {marks - position, end - marks}:
        return marks
    if end == len(text):
        return Verdict.WAIT
    if any(mark in ENDS_WITHOUT_SPACE for mark in text[position:marks]):
        return end if text[end].isspace() else outside_number(text, end)
    return _by_what_follows(text, position, marks, end) if text[end].isspace() else Verdict.GO_ON


def outside_number(text: str, end: int) -> int | Verdict:
    """Return `end` unless there are figures on both sides of it, with nothing but spaces and marks between."""
    if not _FIGURE_BEFORE.search(text, max(0, end - _LOOKAHEAD), end):
        return end
    if _FIGURE_AFTER.match(text, end):
        return Verdict.GO_ON
    return Verdict.WAIT if _GAP.fullmatch(text, end) else end


def _skip(text: str, start: int, chars: frozenset[str]) -> int:
    end = start
    while end < len(text) and end < start + _LOOKAHEAD and text[end] in chars:
        end += 1
    return end


def _by_what_follows(text: str, position: int, marks: int, end: int) -> int | Verdict:
    """Judge a full stop, an ellipsis, or a mark within quotes; other marks end a sentence before any space."""
    if end == marks and not text[position:marks].strip("!?؟۔"):
        return end
    following = end
    while following < len(text) and following < end + _LOOKAHEAD and text[following].isspace():
        if text[following] == "\n":
            return end
        following += 1
    if following == end + _LOOKAHEAD:
        return end
    if following == len(text):
        return Verdict.WAIT
    goes_on = text[following].islower()
    if text[position:marks] == ".":
        goes_on = goes_on or _abbreviates(text[:position], text[following])
    return Verdict.GO_ON if goes_on else end


def _abbreviates(before: str, following: str) -> bool:
    """Return whether a full stop after `before` belongs to its last word."""
    words = before.split()
    if not words:
        return True
    word = words[-1].lstrip(_OPENERS)
    lower = word.casefold()
    if len(words) == 1 and word.isdecimal():
        return True  # the number of a list item
    if lower in ABBREVIATIONS:
        return True
    if lower in BEFORE_FIGURES and following.isdecimal():
        return True
    is_initials = bool(_INITIALS.fullmatch(word)) and word.isupper()
    return is_initials and lower not in NEVER_INITIALS
