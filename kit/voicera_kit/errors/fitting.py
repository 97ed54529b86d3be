"""Keeps field violations within what an error can carry."""

from typing import Final

from voicera_kit.errors.kinds import FieldViolation

VIOLATION_BYTES: Final = 4000
"""Errors travel in HTTP/2 trailers, of which gRPC accepts 8 KiB: base64 adds a third, the rest is reserve."""


def fitting(violations: tuple[FieldViolation, ...], elsewhere: str) -> tuple[FieldViolation, ...]:
    """Return all, or as many as fit and one that counts the rest; `elsewhere` says how to have those."""
    kept = _first(violations)
    left = len(violations) - len(kept)
    return (*kept, FieldViolation("", f"and {left} more; {elsewhere}")) if left else kept


def _first(violations: tuple[FieldViolation, ...]) -> tuple[FieldViolation, ...]:
    room = VIOLATION_BYTES
    for count, each in enumerate(violations):
        room -= len(each.field.encode()) + len(each.description.encode()) + 8
        if room < 0:
            return violations[:count]
    return violations
