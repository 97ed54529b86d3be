"""Finds the words that were heard when an utterance was cut off."""

import re

from voicera_voice.playback.utterance import Segment, Utterance
from voicera_voice.playback.words import through_words

_WORD = re.compile(r"\S+")
_CHARACTERS_PER_SECOND = 14.0


def heard_text(utterance: Utterance) -> str:
    """Return the text up to the last word played to its end."""
    parts = (_heard_of(segment, utterance) for segment in utterance.segments)
    return " ".join(part for part in parts if part)


def heard_meaning(utterance: Utterance) -> str:
    """Return the same of what the text translates: of a sentence cut off, about as great a share."""
    parts = (_meaning(segment, _heard_of(segment, utterance)) for segment in utterance.segments)
    return " ".join(part for part in parts if part)


def _meaning(segment: Segment, heard: str) -> str:
    if not segment.meant:
        return heard
    return segment.meant if heard == segment.text else _share(segment.meant, len(heard) / len(segment.text))


def _heard_of(segment: Segment, utterance: Utterance) -> str:
    if segment.start is None:
        return ""
    heard = utterance.heard - segment.start
    if heard <= 0:
        return ""
    if segment.ended and heard >= segment.samples:
        return segment.text
    heard_ms = utterance.format.ms_of(heard)
    if segment.words and (segment.ended or segment.words[-1].start_ms >= heard_ms):
        return _by_words(segment, heard_ms)
    return _by_characters(segment, heard_ms, utterance.format.ms_of(segment.samples))


def _by_words(segment: Segment, heard_ms: float) -> str:
    """A word was heard to its end when the next one had begun."""
    starts = [word.start_ms for word in segment.words[1:]]
    count = sum(start <= heard_ms for start in starts)
    return through_words(segment.text, [word.text for word in segment.words[:count]])


def _by_characters(segment: Segment, heard_ms: float, made_ms: float) -> str:
    """Speech runs about evenly through the characters; a word counts if it ends before the share heard."""
    total_ms = made_ms if segment.ended else max(made_ms, len(segment.text) * 1000 / _CHARACTERS_PER_SECOND)
    return _share(segment.text, heard_ms / total_ms)


def _share(text: str, share: float) -> str:
    """Return the words that end within this share of the characters."""
    ends = [word.end() for word in _WORD.finditer(text) if word.end() <= len(text) * share]
    return text[: ends[-1]] if ends else ""
