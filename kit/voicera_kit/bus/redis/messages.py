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
    """Raise ValueError for what encode() did not write.

    Only the driver's types know of text: it is not asked to decode anything.
    """
    kept = kept.encode() if isinstance(kept, str) else kept
    kind, rest = kept[:1], kept[1:]
    if kind == _BYTES:
        return rest
    if kind == _JSON:
        return _object(rest)
    raise ValueError("neither bytes nor JSON")


def _object(text: bytes) -> dict[str, Any]:
    try:
        value: Any = json.loads(text)
    except RecursionError as error:
        raise ValueError("JSON that is nested too deep") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - it is what was written that is wrong
    return value
