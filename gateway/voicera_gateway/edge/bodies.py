"""Checks JSON bodies against the contracts: Envoy's transcoder would drop what it does not know."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Final

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from voicera_gateway.edge.bindings import Body
from voicera_gateway.edge.strict_json import Json, decode
from voicera_kit.errors import FieldViolation, InvalidArgument

MAX_VIOLATIONS: Final = 20
MAX_PATH: Final = 200
_FAILED_FIELD: Final = re.compile(r"Failed to parse (\w+) field: ")
_NOT_OF_ITS_TYPE: Final = "does not have the type the contract gives it"


def parse(content: bytes, body: Body) -> Message:
    """Return the message; InvalidArgument names every field that does not fit, or the first wrong value."""
    value = decode(content)
    violations = list(islice(_misfits(value, body.message, body.field), MAX_VIOLATIONS))
    if violations:
        raise InvalidArgument(*violations)
    message = GetMessageClass(body.message)()
    try:
        return json_format.ParseDict(value, message)
    except (json_format.ParseError, ValueError, TypeError, AttributeError) as error:
        raise InvalidArgument(_violation(str(error), body.field)) from None


def _misfits(value: Json, message: Descriptor, path: str) -> Iterator[FieldViolation]:
    """Yield every name that `message` does not have, and every value that should be an object and is none."""
    if message.full_name.startswith("google.protobuf."):  # they have JSON forms of their own
        return
    if not isinstance(value, dict):
        yield FieldViolation(path[:MAX_PATH] or "body", "must be an object")
        return
    names, seen = _fields_of(message), set()
    for name, each in value.items():
        at = f"{path}.{name}" if path else name
        field = names.get(name)
        if field is None:
            yield FieldViolation(at[:MAX_PATH], "is not a field of this request")
        elif field.name in seen:
            yield FieldViolation(at[:MAX_PATH], "is given under both of its names")
        else:
            seen.add(field.name)
            yield from _misfits_within(each, field, at)


def _misfits_within(value: Json, field: FieldDescriptor, path: str) -> Iterator[FieldViolation]:
    if value is None:
        return
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        entry = field.message_type.fields_by_name["value"]
        for key, each in value.items() if isinstance(value, dict) else ():
            yield from _misfits_of_one(each, entry, f"{path}.{key}")
    elif field.is_repeated:
        for at, each in enumerate(value if isinstance(value, list) else ()):
            yield from _misfits_of_one(each, field, f"{path}[{at}]")
    else:
        yield from _misfits_of_one(value, field, path)


def _misfits_of_one(value: Json, field: FieldDescriptor, path: str) -> Iterator[FieldViolation]:
    if field.message_type is not None:
        yield from _misfits(value, field.message_type, path)
    elif wanted := _wanted_instead(value, field):
        yield FieldViolation(path[:MAX_PATH], wanted)


def _wanted_instead(value: Json, field: FieldDescriptor) -> str:
    """Say what the field takes if it takes no such value; empty where the parser is to judge."""
    if field.enum_type is not None:
        names = [each.name for each in field.enum_type.values if each.number]
        known = isinstance(value, str) and value in field.enum_type.values_by_name
        return "" if known or isinstance(value, int) else f"must be one of {', '.join(names)}"
    if field.type == FieldDescriptor.TYPE_STRING and not isinstance(value, str):
        return "must be text"
    if field.type == FieldDescriptor.TYPE_BOOL and not isinstance(value, bool):
        return "must be true or false"
    return ""


@cache
def _fields_of(message: Descriptor) -> Mapping[str, FieldDescriptor]:
    """The fields by both names that JSON may use for them."""
    return {name: field for field in message.fields for name in (field.name, field.json_name)}


def _violation(error: str, root: str) -> FieldViolation:
    fields = _FAILED_FIELD.findall(error)
    path = ".".join(filter(None, (root, *fields)))
    return FieldViolation(path or "body", _NOT_OF_ITS_TYPE)
