"""Reads JSON the way a contract is read: no duplicate names, no NaN, no bottomless nesting."""

import json
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from voicera_kit.errors import InvalidArgument, invalid

MAX_DEPTH: Final = 100

Json = Any
"""A decoded JSON value of any type."""


def decode(content: bytes) -> Json:
    """Return the value, {} for an empty body; InvalidArgument for what JSON (RFC 8259, I-JSON) does not allow."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise invalid("body", "is not UTF-8") from None
    if not text.strip():
        return {}
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise invalid("body", f"is not JSON: {error}") from None
    _require_depth(value)
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for at, name in enumerate(names) if name in names[:at])
        raise invalid(twice[:100], "is given twice")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _require_depth(value: Json) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            each for container in level if isinstance(container, dict | list) for each in _values(container)
        ]
        if not level:
            return
    raise _too_deep()


def _values(container: dict[str, Json] | list[Json]) -> Iterable[Json]:
    return container.values() if isinstance(container, dict) else container


def _too_deep() -> InvalidArgument:
    return invalid("body", f"is nested more than {MAX_DEPTH} levels deep")
