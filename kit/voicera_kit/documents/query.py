"""Asks for documents: conditions on indexed fields, an order, a page, and groups to count and sum."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from voicera_kit.documents.model import Value
from voicera_kit.paging import Page

MAX_CHOICES: Final = 1000
MAX_GROUPS: Final = 10_000

Operator = Literal["equals", "one_of", "at_least", "above", "at_most", "below", "starts_with"]
Operand = Value | datetime


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    operator: Operator
    operand: Operand | tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Holds if all conditions of one of the alternatives hold."""

    alternatives: tuple[tuple[Condition, ...], ...]


Restriction = Condition | Either


def either(*alternatives: Condition | tuple[Condition, ...]) -> Either:
    if not alternatives:
        raise ValueError("nothing to choose from")
    return Either(tuple((each,) if isinstance(each, Condition) else each for each in alternatives))


def equals(field: str, value: Operand) -> Condition:
    """Match the value; None matches documents in which the field is absent."""
    return Condition(field, "equals", value)


def one_of(field: str, values: Iterable[Operand]) -> Condition:
    choices = tuple(values)
    if len(choices) > MAX_CHOICES:
        raise ValueError(f"more than {MAX_CHOICES} values to choose from")
    return Condition(field, "one_of", choices)


def at_least(field: str, value: Operand) -> Condition:
    return Condition(field, "at_least", value)


def above(field: str, value: Operand) -> Condition:
    return Condition(field, "above", value)


def at_most(field: str, value: Operand) -> Condition:
    return Condition(field, "at_most", value)


def below(field: str, value: Operand) -> Condition:
    return Condition(field, "below", value)


def starts_with(field: str, prefix: str) -> Condition:
    return Condition(field, "starts_with", prefix)


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by a field; equal ones by creation and id in the same direction.

    Absent values are smallest, then come numbers and booleans (1 and 0), then text by its code points.
    """

    field: str = "created_at"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    where: tuple[Restriction, ...] = ()
    sort: Sort = field(default_factory=Sort)
    page: Page = field(default_factory=Page)


OLDEST_FIRST: Final = Query()


@dataclass(frozen=True, slots=True)
class Measure:
    """What is taken over each group; absent values do not count, and a sum counts numbers only."""

    function: Literal["sum", "min", "max"]
    field: str


@dataclass(frozen=True, slots=True)
class Group:
    """`key` follows group_by and `values` follows measures; None stands for absent."""

    key: tuple[Value, ...]
    count: int
    values: tuple[Value, ...]


def prefix_end(prefix: str) -> str | None:
    """Return the smallest text greater than every text that begins with `prefix`; None if there is none."""
    stem = prefix.rstrip("\U0010ffff")
    if not stem:
        return None
    successor = ord(stem[-1]) + 1
    if 0xD800 <= successor <= 0xDFFF:  # noqa: PLR2004 - surrogates are not characters
        successor = 0xE000
    return stem[:-1] + chr(successor)
