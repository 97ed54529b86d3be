"""Cuts the value out of a sentence that has the form of a phrase, such as "my name is {name}"."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_GAP = r"[\s,.!?;:।]+"
_EDGES = " \t\n,.!?;:।'\""


def extracted(text: str, phrases: Iterable[str], name: str) -> Iterator[str]:
    """Yield what stands in the place of {name}, in the caller's spelling, for each phrase that fits."""
    plain = unicodedata.normalize("NFC", text).strip(_EDGES)
    for phrase in sorted(phrases, key=len, reverse=True):
        match = _pattern(phrase, name).fullmatch(plain)
        if match:
            yield match[1].strip(_EDGES)


@lru_cache(maxsize=1024)
def _pattern(phrase: str, name: str) -> re.Pattern[str]:
    before, _, after = unicodedata.normalize("NFC", phrase).partition(f"{{{name}}}")
    head = f"(?:.*?{_GAP})?{_words(before)}{_GAP}" if before.strip(_EDGES) else ""
    tail = f"{_GAP}{_words(after)}(?:{_GAP}.*)?" if after.strip(_EDGES) else ""
    return re.compile(f"{head}(.+?){tail}", re.IGNORECASE | re.DOTALL)


def _words(text: str) -> str:
    return _GAP.join(re.escape(word) for word in text.strip(_EDGES).split())
