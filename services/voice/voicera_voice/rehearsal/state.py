"""Writes a rehearsal into the bytes a client hands back, and reads them, whatever they are.

A client could write a state itself, and would learn no more than by rehearsing. Nothing in it is taken on trust.
"""

import zlib
from typing import Final

from pydantic import ValidationError

from voicera_kit.errors import InvalidArgument, invalid
from voicera_voice.rehearsal.model import Rehearsal
from voicera_voice.rehearsal.refusal import stale, too_long

MAX_BYTES: Final = 64 * 1024
MAX_UNPACKED_BYTES: Final = 1024 * 1024
"""No more than this is unpacked, however small it was packed."""
_MARK: Final = b"VR"
_VERSION: Final = b"\x01"
_HEAD: Final = _MARK + _VERSION


def packed(rehearsal: Rehearsal) -> bytes:
    """Raise REHEARSAL_TOO_LONG if the next step could not be taken from it."""
    text = rehearsal.model_dump_json(exclude_defaults=True).encode()
    state = _HEAD + zlib.compress(text)
    if len(state) > MAX_BYTES or len(text) > MAX_UNPACKED_BYTES:
        raise too_long()
    return state


def unpacked(state: bytes) -> Rehearsal:
    """Raise InvalidArgument for what no step answered with, REHEARSAL_STATE_STALE for another release's."""
    if len(state) > MAX_BYTES:
        raise invalid("state", f"must be at most {MAX_BYTES // 1024} KiB")
    if not state.startswith(_MARK):
        raise _foreign()
    if not state.startswith(_HEAD):
        raise stale()
    try:
        rehearsal = Rehearsal.model_validate_json(_inflated(state.removeprefix(_HEAD)))
    except (zlib.error, ValidationError):
        raise _foreign() from None
    if not rehearsal.steps:
        raise _foreign()
    return rehearsal


def _inflated(content: bytes) -> bytes:
    inflater = zlib.decompressobj()
    text = inflater.decompress(content, MAX_UNPACKED_BYTES)
    if not inflater.eof or inflater.unused_data:
        raise _foreign()
    return text


def _foreign() -> InvalidArgument:
    return invalid("state", "must be the state of an earlier step")
