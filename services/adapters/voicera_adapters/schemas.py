"""Fits JSON Schemas to what vendors take."""

from collections.abc import Mapping
from typing import Any, Final

_VALUES: Final = frozenset({"enum", "const", "default", "examples"})
"""Keywords whose values are no schemas."""


def closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema with every object that does not say otherwise closed to properties it does not name."""
    fitted = {key: value if key in _VALUES else _closed(value) for key, value in schema.items()}
    if _is_object(fitted):
        fitted.setdefault("additionalProperties", False)
    return fitted


def requires_all(schema: Any) -> bool:
    """Tell whether every object is closed and requires all it names, as vendors' strict modes want it."""
    if isinstance(schema, list):
        return all(requires_all(each) for each in schema)
    if not isinstance(schema, Mapping):
        return True
    if _is_object(schema) and not (
        schema.get("additionalProperties") is False
        and set(schema.get("required", ())) == set(schema["properties"])
    ):
        return False
    return all(requires_all(value) for key, value in schema.items() if key not in _VALUES)


def _closed(value: Any) -> Any:
    if isinstance(value, list):
        return [_closed(each) for each in value]
    return closed(value) if isinstance(value, Mapping) else value


def _is_object(schema: Mapping[str, Any]) -> bool:
    kind = schema.get("type")
    named = schema.get("properties")
    return isinstance(named, Mapping) and (kind == "object" or (isinstance(kind, list) and "object" in kind))
