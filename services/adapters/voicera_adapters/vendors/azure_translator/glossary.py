"""Marks the terms of a glossary in a text, as Azure's dynamic dictionary wants it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Final

_IN_WORDS: Final = frozenset("LMN")
"""Letters, marks and numbers by their Unicode category: vowel signs of Indian scripts are marks."""


def marker(glossary: Mapping[str, str]) -> Callable[[str], str]:
    """Return what turns a text into HTML with each whole-word occurrence of a term marked, longest first."""
    terms = sorted((each for each in glossary if each), key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(each) for each in terms))

    def mark(text: str) -> str:
        made, at = "", 0
        for found in pattern.finditer(text) if terms else ():
            if not _is_word(text, found.start(), found.end()):
                continue
            made += escape(text[at : found.start()]) + _marked(found[0], glossary[found[0]])
            at = found.end()
        return made + escape(text[at:])

    return mark


def plain(html: str) -> str:
    """Return the text of a translation that was marked."""
    return unescape(html)


def _marked(term: str, translated: str) -> str:
    return f'<mstrans:dictionary translation="{escape(translated)}">{escape(term)}</mstrans:dictionary>'


def _is_word(text: str, start: int, end: int) -> bool:
    around = (text[start - 1 : start], text[end : end + 1])
    return not any(each and unicodedata.category(each)[0] in _IN_WORDS for each in around)
