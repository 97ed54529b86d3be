"""Writes messages as bytes: the first one says whether bytes or JSON follow."""

import json
from typing import Any, Final

from voicera_kit.bus.protocol import Message

_BYTES: Final = b"b"
_JSON: Final = b"j"


def encode(message: Message) -> bytes:
    """Raise TypeError for what is neither bytes nor a JSON object."""
    if isinstance(message, bytes):
        return _BYTES + message
    return _JSON + json.dumps(dict(message), separators=(",", ":")).encode()


def decode(kept: bytes | str) -> Message:
    """Only the driver's types know of text: it is not asked to decode anything."""
    kept = kept.encode() if isinstance(kept, str) else kept
    if kept[:1] == _BYTES:
        return kept[1:]
    value: dict[str, Any] = json.loads(kept[1:])
    return value
