"""Judges how much of an example a sentence says, word by word.

Whole sentences are not compared as strings: "on tuesday at ten" and "on thursday at ten" differ in two letters.
"""

from rapidfuzz import fuzz

from voicera_voice.dialogue.lexicon import Lexicon
from voicera_voice.dialogue.words import Words

_ALIKE = 85
_SHORTEST_ALIKE = 4
_LONGEST_ENDING = 3
_INFLECTED = 0.9
_SHORT_WORD = 3
_PRECISION_SHARE = 0.2


def similarity(heard: Words, example: Words, lexicon: Lexicon) -> float:
    """Return 0 to 1: the share of the example that was said, a little less the more else was said.

    A sentence that says no never means an example that does not, nor the other way round.
    """
    said, meant = lexicon.content(heard), lexicon.content(example)
    if not said or not meant:
        return 0.0
    if "".join(said) == "".join(meant):
        return 1.0
    relevant = _relevant(heard, example, lexicon)
    if not relevant or _is_lost(lexicon.content(relevant), meant):
        return 0.0
    pairs = [(word, _best(word, lexicon.content(relevant))) for word in meant]
    return _weigh(pairs, meant, said)


def _relevant(heard: Words, example: Words, lexicon: Lexicon) -> Words:
    """Return the part of the sentence that can mean the example; none if one of them negates and one does not."""
    if lexicon.negates(example):
        return heard if lexicon.negates(heard) else ()
    rest = lexicon.without_leading_no(heard)
    return () if lexicon.negates(rest) else rest


def _is_lost(said: Words, meant: Words) -> bool:
    """A yes or another tiny word counts at either end of a sentence, not in its middle."""
    if len(meant) > 1:
        return False
    word = meant[0]
    tiny = word in {"yes", "no"} or len(word) <= _SHORT_WORD
    return tiny and word not in {said[0], said[-1]}


def _best(word: str, said: Words) -> float:
    return max((_same(word, other) for other in said), default=0.0)


def _same(word: str, other: str) -> float:
    if word == other:
        return 1.0
    short, long = sorted((word, other), key=len)
    if len(short) < _SHORTEST_ALIKE:
        return 0.0
    if long.startswith(short) and len(long) - len(short) <= _LONGEST_ENDING:
        return _INFLECTED
    return fuzz.ratio(word, other, score_cutoff=_ALIKE) / 100


def _weigh(pairs: list[tuple[str, float]], meant: Words, said: Words) -> float:
    matched = sum(len(word) * score for word, score in pairs)
    recall = matched / sum(map(len, meant))
    precision = min(1.0, matched / sum(map(len, said)))
    return recall * (1 - _PRECISION_SHARE + _PRECISION_SHARE * precision)
