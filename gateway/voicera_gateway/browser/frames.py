"""Reads and writes the messages of a browser call; README.md documents them for whoever writes a client."""

import json
import struct
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message

_SEQUENCE = struct.Struct(">q")
_DIGITS = frozenset("0123456789*#")
SAMPLE_BYTES = 2


class BadMessage(Exception):  # noqa: N818 - it names what arrived
    """A message that is not this protocol; `reason` is UPPER_SNAKE."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Played:
    sequence: int


@dataclass(frozen=True, slots=True)
class Cleared:
    clear_id: int
    last_played: int


@dataclass(frozen=True, slots=True)
class Digit:
    digit: str


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


@dataclass(frozen=True, slots=True)
class Ping:
    """Nothing but a sign of life, for a client that sends no audio."""


FromBrowser = bytes | Played | Cleared | Digit | HangUp | Ping


def parse(message: str | bytes) -> FromBrowser:
    """Return the message; bytes are audio. Raises BadMessage."""
    if isinstance(message, bytes):
        if len(message) % SAMPLE_BYTES:
            raise BadMessage("HALF_A_SAMPLE")
        return message
    try:
        fields = json.loads(message)
    except (ValueError, RecursionError):
        raise BadMessage("NOT_JSON") from None
    if not isinstance(fields, dict):
        raise BadMessage("NOT_AN_OBJECT")
    return _parsed(fields)


def _parsed(fields: dict[str, Any]) -> FromBrowser:
    match fields.get("type"):
        case "played":
            return Played(_integer(fields, "sequence"))
        case "cleared":
            return Cleared(_integer(fields, "clear_id"), _integer(fields, "last_played_sequence"))
        case "digit" if isinstance(digit := fields.get("digit"), str) and digit in _DIGITS:
            return Digit(digit)
        case "digit":
            raise BadMessage("BAD_DIGIT")
        case "hang_up":
            return HangUp()
        case "ping":
            return Ping()
        case _:
            raise BadMessage("UNKNOWN_TYPE")


def _integer(fields: dict[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise BadMessage(f"BAD_{name.upper()}")
    return value


def audio(sequence: int, pcm: bytes) -> bytes:
    return _SEQUENCE.pack(sequence) + pcm


def message(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":"))


def proto_fields(value: Message) -> dict[str, Any]:
    return json_format.MessageToDict(value, preserving_proto_field_name=True)
