"""Reads the query of a request as the contract's message, as Envoy's transcoder does for what it transcodes."""

from collections.abc import Collection, Iterable
from typing import Any, Final, TypeVar

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from voicera_kit.errors import invalid

Sent = TypeVar("Sent", bound=Message)

_MAX_VALUES: Final = 100
_BOOLEANS: Final = {"true": True, "false": False}


def fill(message: Sent, query: Iterable[tuple[str, str]], without: Collection[str] = ()) -> Sent:
    """Set the fields the query names, and return the message; InvalidArgument by field, for an unknown one too."""
    given = list(query)
    if len(given) > _MAX_VALUES:
        raise invalid("query", f"must have at most {_MAX_VALUES} values")
    for name in dict.fromkeys(name for name, _ in given):
        field = message.DESCRIPTOR.fields_by_name.get(name)
        if field is None or name in without:
            raise invalid(name, "is not a parameter of this request")
        values = [_value(field, text) for other, text in given if other == name]
        if len(values) > 1 and not field.is_repeated:
            raise invalid(name, "must be given once")
        _set(message, name, values if field.is_repeated else values[0])
    return message


def _set(message: Message, name: str, value: Any) -> None:
    try:
        json_format.ParseDict({name: value}, message)
    except json_format.ParseError:
        raise invalid(name, "has a value that does not fit") from None


def _value(field: Any, text: str) -> Any:
    if field.type == FieldDescriptor.TYPE_BOOL:
        return _BOOLEANS.get(text, text)
    if field.type == FieldDescriptor.TYPE_ENUM and text.isdecimal():
        return int(text[:9])
    return text
