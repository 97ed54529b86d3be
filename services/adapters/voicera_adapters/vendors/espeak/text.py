"""Removes what espeak should not read aloud, without moving any other character."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from voicera_adapters.contract import SpokenWord
from voicera_adapters.vendors.espeak.library import WordEvent

_UNSPEAKABLE: Final = re.compile(
    "["
    "\u0000-\u001f\u007f-\u009f"  # control characters
    "\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # marks of writing direction
    "\u2600-\u27bf\ufe00-\ufe0f"  # symbols and their presentation
    "\U0001f000-\U0001faff\U000e0000-\U000e007f"  # emoji and tags
    "]"
)
_WORD: Final = re.compile(r"\S+")


def speakable(text: str) -> str:
    """Return a text of the same length, so that places in it are places in the original."""
    return _UNSPEAKABLE.sub(" ", text)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


class WordTimes:
    """Gives each written word the time of the first of its parts that is spoken."""

    def __init__(self, text: str) -> None:
        self._tokens = [_Token(each.group(), *each.span()) for each in _WORD.finditer(text)]
        self._next = 0

    def spoken(self, events: Sequence[WordEvent], sample_rate_hz: int, trimmed: int) -> Iterator[SpokenWord]:
        """`trimmed` is how many samples were cut off before the first one kept."""
        for event in events:
            token = self._token_at(event.start)
            if token:
                yield SpokenWord(token.text, max(event.sample - trimmed, 0) * 1000 // sample_rate_hz)

    def _token_at(self, place: int) -> _Token | None:
        """Return the word at `place` if nothing of it was spoken yet; words before it are passed over."""
        while self._next < len(self._tokens) and self._tokens[self._next].end <= place:
            self._next += 1
        if self._next == len(self._tokens) or place < self._tokens[self._next].start:
            return None
        self._next += 1
        return self._tokens[self._next - 1]
