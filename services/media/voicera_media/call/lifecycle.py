"""Moves calls from state to state; what comes late or twice changes nothing."""

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from voicera_media.call.endings import heard
from voicera_media.call.model import Call, CallState, Direction, End, Speaker

_RANKS: Final = MappingProxyType({CallState.QUEUED: 0, CallState.RINGING: 1, CallState.IN_PROGRESS: 2})
_FINAL_RANK: Final = 3


def rank(state: CallState) -> int:
    return _RANKS.get(state, _FINAL_RANK)


def advanced(call: Call, state: CallState, now: datetime) -> Call:
    """Move on to `state`; one that lies behind is ignored."""
    if rank(state) <= rank(call.state):
        return call
    answered_at = now if state is CallState.IN_PROGRESS else call.answered_at
    return replace(call, state=state, answered_at=answered_at, seen_at=now)


def ended(call: Call, speaker: Speaker, end: End) -> Call:
    """Note a speaker's word; it also completes the record unless the carrier is still to speak."""
    noted = heard(call, speaker, end)
    if noted.is_final or not _completes(speaker, call):
        return noted
    return _finished(noted, end)


def settled(call: Call) -> Call:
    """Complete the record by the conversation's word, since the carrier keeps silent."""
    word = call.ends.get(Speaker.CONVERSATION)
    return call if word is None or call.is_final else _finished(call, word)


def _completes(speaker: Speaker, call: Call) -> bool:
    return speaker is not Speaker.CONVERSATION or call.direction is Direction.BROWSER


def _finished(call: Call, end: End) -> Call:
    return replace(call, state=end.state, ended_at=end.at)
