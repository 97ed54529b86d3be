"""Writes SQL for conditions, orders and cursors; every value is a parameter."""

from collections.abc import Sequence
from datetime import datetime

from voicera_kit.documents.cursor import Cursor
from voicera_kit.documents.model import BUILT_IN_FIELDS, EVERY_ORGANIZATION, Collection, Value
from voicera_kit.documents.query import Condition, Operand, Restriction, Sort, prefix_end
from voicera_kit.documents.values import microseconds

_COMPARISONS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}

Parameters = list[Value]
Clause = tuple[str, Parameters]


def column(path: str) -> str:
    """Return the quoted column of a field; Index has checked the spelling."""
    return f'"{path}"' if path in BUILT_IN_FIELDS else f'"f.{path}"'


def matching(
    organization_id: str, collection: Collection, where: Sequence[Restriction], follows: Sort | None = None
) -> Clause:
    """Return the WHERE expression for one organization, or for all of them in a claim.

    `follows` is the order of what is read on from a cursor, which is where an index is to begin: at a bound that lies
    before it, every page would begin with those before.
    """
    clauses = [_restriction(collection, each) for each in where]
    if follows is not None and follows.field == "created_at":
        clauses = [
            (f"+{text}" if _lies_before(each, follows) else text, parameters)
            for each, (text, parameters) in zip(where, clauses, strict=True)
        ]
    if organization_id != EVERY_ORGANIZATION:
        clauses.insert(0, ("organization_id = ?", [organization_id]))
    return _all_of(clauses)


def after(sort: Sort, cursor: Cursor) -> Clause:
    """Return the expression for what follows the cursor; SQLite sorts NULL first."""
    name, sign = column(sort.field), "<" if sort.descending else ">"
    if sort.field == "created_at":
        return f"(created_at, id) {sign} (?, ?)", [cursor.created_us, cursor.id]
    if cursor.value is not None:
        absent = f" OR {name} IS NULL" if sort.descending else ""
        return f"(({name}, created_at, id) {sign} (?, ?, ?){absent})", list(cursor)
    present = "" if sort.descending else f" OR {name} IS NOT NULL"
    return (
        f"(({name} IS NULL AND (created_at, id) {sign} (?, ?)){present})",
        [cursor.created_us, cursor.id],
    )


def order(sort: Sort) -> str:
    direction = "DESC" if sort.descending else "ASC"
    names = dict.fromkeys((column(sort.field), column("created_at"), column("id")))
    return ", ".join(f"{name} {direction}" for name in names)


def _restriction(collection: Collection, restriction: Restriction) -> Clause:
    if isinstance(restriction, Condition):
        return _condition(collection, restriction)
    clauses = [
        _all_of([_condition(collection, each) for each in alternative])
        for alternative in restriction.alternatives
    ]
    text = " OR ".join(f"({text})" for text, _ in clauses)
    return f"({text})", [parameter for _, parameters in clauses for parameter in parameters]


def _lies_before(restriction: Restriction, sort: Sort) -> bool:
    bounds = ("at_most", "below") if sort.descending else ("at_least", "above")
    return (
        isinstance(restriction, Condition)
        and restriction.field == sort.field
        and restriction.operator in bounds
    )


def _condition(collection: Collection, condition: Condition) -> Clause:
    collection.require(condition.field)
    name, operand = column(condition.field), condition.operand
    if isinstance(operand, tuple):
        return f"{name} IN ({', '.join('?' * len(operand))})", [_parameter(each) for each in operand]
    if condition.operator == "starts_with":
        return _prefix(name, str(operand))
    if condition.operator == "equals":
        return (f"{name} IS NULL", []) if operand is None else (f"{name} = ?", [_parameter(operand)])
    return f"{name} {_COMPARISONS[condition.operator]} ?", [_parameter(operand)]


def _prefix(name: str, prefix: str) -> Clause:
    end = prefix_end(prefix)
    if end is None:
        return f"{name} >= ?", [prefix]
    return f"({name} >= ? AND {name} < ?)", [prefix, end]


def _parameter(operand: Operand) -> Value:
    return microseconds(operand) if isinstance(operand, datetime) else operand


def _all_of(clauses: Sequence[Clause]) -> Clause:
    text = " AND ".join(text for text, _ in clauses) or "TRUE"
    return text, [parameter for _, parameters in clauses for parameter in parameters]
