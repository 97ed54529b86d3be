"""Weighs what carrier, conversation and platform say about the end of a call."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from voicera_media.call.model import Call, CallState, End, EndReason, Speaker

_FAILURES: Final = frozenset({
    EndReason.CARRIER_ERROR,
    EndReason.MEDIA_LOST,
    EndReason.VOICE_NODE_LOST,
    EndReason.PROVIDER_FAILED,
    EndReason.REFUSED,
    EndReason.PLATFORM_ERROR,
})

_CARRIER_FACT: Final = 4
_OWN_DECISION: Final = 5
_CARRIER_WEIGHTS: Final = MappingProxyType({None: 0, EndReason.AGENT_HUNG_UP: 2})
"""That our side hung up is all the carrier can know when it was asked to."""
_OWN_WEIGHTS: Final = MappingProxyType({
    None: 0,
    EndReason.CALLER_HUNG_UP: 1,
    EndReason.CARRIER_ERROR: 3,
    EndReason.MEDIA_LOST: 3,
})
"""What the conversation guesses from a connection that closed; the carrier knows better."""


def decisive_end(ends: Mapping[Speaker, End]) -> End | None:
    """Return the most telling word, whatever order the words came in."""
    spoken = [(speaker, ends[speaker]) for speaker in Speaker if speaker in ends]
    if not spoken:
        return None
    return max(spoken, key=lambda word: _weight(word[0], word[1].reason))[1]


def heard(call: Call, speaker: Speaker, end: End) -> Call:
    """Note a word; of one speaker's words the more telling stays, of equal ones the first."""
    known = call.ends.get(speaker)
    if known is not None and _weight(speaker, end.reason) <= _weight(speaker, known.reason):
        return call
    first = known or end
    word = replace(end, state=first.state, at=first.at)
    return replace(call, ends=MappingProxyType({**call.ends, speaker: word}))


def state_after(reason: EndReason | None) -> CallState:
    """Return how a call that was answered stands after its conversation ended so."""
    return CallState.FAILED if reason in _FAILURES else CallState.COMPLETED


def _weight(speaker: Speaker, reason: EndReason | None) -> int:
    if speaker is Speaker.CARRIER:
        return _CARRIER_WEIGHTS.get(reason, _CARRIER_FACT)
    return _OWN_WEIGHTS.get(reason, _OWN_DECISION)
