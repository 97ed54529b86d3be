"""Cuts texts where a translator takes no longer ones: after sentences, or else between words."""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final

_SENTENCE_END: Final = re.compile(r"[.!?।॥\u06d4]\s+|\n")
"""With the full stops of Devanagari and Urdu."""
_GAP: Final = re.compile(r"\s+")


def pieces(text: str, longest: int) -> Iterator[str]:
    """Yield what joined is the text, white space and all; a word that is too long is cut."""
    while len(text) > longest:
        at = _last_end(_SENTENCE_END, text[:longest]) or _last_end(_GAP, text[:longest]) or longest
        yield text[:at]
        text = text[at:]
    yield text


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    return max((each.end() for each in pattern.finditer(text)), default=0)


def framed(piece: str, translated: str) -> str:
    """Return the translation with the white space around the piece."""
    body = piece.strip()
    start = piece.index(body)
    return f"{piece[:start]}{translated.strip()}{piece[start + len(body) :]}"


async def in_pieces(
    texts: Sequence[str], longest: int, translate: Callable[[Sequence[str]], Awaitable[Sequence[str]]]
) -> tuple[str, ...]:
    """Return the translations of texts of any length; `translate` is given pieces, and returns as many."""
    cut = [list(pieces(text, longest)) for text in texts]
    asked = [piece for each in cut for piece in each]
    translated = iter(zip(asked, await translate(asked), strict=True))
    return tuple("".join(framed(*next(translated)) for _ in each) for each in cut)
