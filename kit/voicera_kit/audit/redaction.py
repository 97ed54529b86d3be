"""Shows a message without secrets, personal data and bulk."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.json_format import MessageToDict, SerializeToJsonError
from google.protobuf.message import Message

from voicera.common.v1 import sensitivity_pb2

MAX_TEXT: Final = 200
MAX_ITEMS: Final = 20
MAX_DEPTH: Final = 4
MAX_BYTES: Final = 8 * 1024
_WELL_KNOWN: Final = "google.protobuf."
_SCALARS: Final = (str, int, float, bool)


def redacted(message: Message) -> dict[str, Any]:
    """Return the fields that are set and neither secret nor personal; only the plain ones if all would be too much."""
    shown = dict(_fields(message, 1))
    if len(json.dumps(shown)) <= MAX_BYTES:
        return shown
    return {name: value for name, value in shown.items() if isinstance(value, _SCALARS)} | {"cut": True}


def _fields(message: Message, depth: int) -> Iterator[tuple[str, Any]]:
    for field, value in message.ListFields():
        if field.GetOptions().Extensions[sensitivity_pb2.sensitivity]:
            continue
        yield field.name, _value(field, value, depth)


def _value(field: FieldDescriptor, value: Any, depth: int) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _one(field, each, depth) for key, each in list(value.items())[:MAX_ITEMS]}
    if field.is_repeated:
        return [_one(field, each, depth) for each in value[:MAX_ITEMS]]
    return _one(field, value, depth)


def _one(field: FieldDescriptor, value: Any, depth: int) -> Any:
    if isinstance(value, Message):
        return _message(value, depth)
    if field.enum_type is not None:
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else value
    return _plain(value)


def _message(value: Message, depth: int) -> Any:
    if value.DESCRIPTOR.full_name.startswith(_WELL_KNOWN):
        return _well_known(value)
    return dict(_fields(value, depth + 1)) if depth < MAX_DEPTH else "…"


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return f"{len(value)} bytes"
        case str():
            return value if len(value) <= MAX_TEXT else f"{value[:MAX_TEXT]}…"
        case float() if not math.isfinite(value):
            return str(value)  # JSON has no number for it
    return value


def _well_known(value: Message) -> Any:
    """As JSON writes it; whoever asks may have sent a time that JSON cannot write."""
    if isinstance(value, FieldMask):
        return list(value.paths)[:MAX_ITEMS]
    try:
        return MessageToDict(value)
    except (ValueError, SerializeToJsonError):
        return "…"
