"""Cuts text into pieces that can be spoken as soon as they are complete.

Ours, because text arrives in deltas and a cut cannot be taken back: each decision looks only at what has arrived, so
the pieces do not depend on how the text was chunked. A batch segmenter such as sentencex changes its mind when more
text comes and does not bound the length of a sentence, which decides how long a caller waits; it also cuts Indian
figures and titles in two (९.|३०, डॉ.|राव).
"""

import unicodedata

from voicera_voice.speech.boundaries import Verdict, outside_number, sentence_end
from voicera_voice.speech.scripts import CLAUSE_MARKS, CLAUSE_MARKS_WITHOUT_SPACE

_FIRST_CLAUSE = 40
_LONG = 200
_LONGEST = 400
_MOST_MARKS = 16
_LONGEST_NUMBER = 48
_JOINERS = "\u200c\u200d"


def split(text: str) -> list[str]:
    """Return the pieces of a whole text; the first is a full sentence too."""
    splitter = SentenceSplitter(first_clause=_LONG)
    return [*splitter.feed(text), *splitter.flush()]


class SentenceSplitter:
    """Pieces carry every character but the spaces around them, in order.

    The first piece may end at a clause after `first_clause` characters, so that speech begins early; later ones
    after 200. A piece without any mark is cut at a space before 400 characters. Numbers stay in one piece.
    """

    def __init__(self, first_clause: int = _FIRST_CLAUSE) -> None:
        self._text = ""
        self._position = 0
        self._clause_limit = first_clause

    def feed(self, delta: str) -> list[str]:
        """Take more text; return the pieces now known to be complete."""
        self._text += delta if self._text else delta.lstrip()
        pieces = []
        while (end := self._find_end()) is not None:
            pieces.append(self._take(end))
        return [piece for piece in pieces if piece]

    def flush(self) -> list[str]:
        """Return the rest: no more text comes."""
        return self.feed("\n") if self._text else []

    def _find_end(self) -> int | None:
        """Return where the piece ends; None until more text has come."""
        while self._position < len(self._text):
            end = self._end_at(self._position)
            if end is Verdict.WAIT:
                return None
            if isinstance(end, int):
                return end
            self._position += 1
        return None

    def _end_at(self, position: int) -> int | Verdict:
        end = sentence_end(self._text, position)
        if end is Verdict.GO_ON and position + 1 >= self._clause_limit:
            end = self._clause_end(position)
        if end is Verdict.GO_ON and position + 1 >= _LONGEST:
            end = self._hard_end(position)
        return end

    def _clause_end(self, position: int) -> int | Verdict:
        mark = self._text[position]
        if mark not in CLAUSE_MARKS:
            return Verdict.GO_ON
        following = self._text[position + 1 : position + 2]
        if mark not in CLAUSE_MARKS_WITHOUT_SPACE and not following.isspace():
            return Verdict.GO_ON if following else Verdict.WAIT
        return outside_number(self._text, position + 1)

    def _hard_end(self, position: int) -> int | Verdict:
        """Cut at the last space outside of numbers, or between characters if there is no space."""
        spaces = [index for index in range(position, 0, -1) if self._text[index].isspace()]
        ends = (outside_number(self._text, space) for space in spaces)
        end = next((end for end in ends if end is not Verdict.GO_ON), Verdict.GO_ON)
        if end is Verdict.GO_ON and position + 1 >= _LONGEST + _LONGEST_NUMBER:
            return spaces[0] if spaces else position + 1
        return end if spaces else self._between_characters(position)

    def _between_characters(self, position: int) -> int | Verdict:
        following = self._text[position + 1 : position + 2]
        if not following:
            return Verdict.WAIT
        joins = unicodedata.category(following)[0] == "M" or following in _JOINERS
        if joins and position < _LONGEST + _MOST_MARKS:
            return Verdict.GO_ON
        return outside_number(self._text, position + 1)

    def _take(self, end: int) -> str:
        piece = self._text[:end].strip()
        self._text = self._text[end:].lstrip()
        self._position = 0
        if piece:
            self._clause_limit = _LONG
        return piece
