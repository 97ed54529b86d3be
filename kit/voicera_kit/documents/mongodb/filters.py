"""Writes filters, orders and cursors; every operand is a scalar, so nobody's text becomes an operator.

Values are ordered as in SQLite: absent, numbers, text. MongoDB's comparisons stay within one type, so that "above 5"
is written as "neither at most 5 nor absent" where text is above every number too.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from voicera_kit.documents.cursor import Cursor
from voicera_kit.documents.model import EVERY_ORGANIZATION, Collection, Value
from voicera_kit.documents.mongodb.layout import BUILT_IN, Scalar, field, identity
from voicera_kit.documents.query import Condition, Operand, Operator, Restriction, Sort, prefix_end
from voicera_kit.documents.values import microseconds

Filter = dict[str, Any]

_NOTHING: Final[Filter] = {"d": {"$in": []}}
_UPWARDS: Final = ("at_least", "above")
_WITHIN: Final = {"at_least": "$gte", "above": "$gt", "at_most": "$lte", "below": "$lt"}
_OPPOSITE: Final = {"at_least": "$lt", "above": "$lte", "at_most": "$gt", "below": "$gte"}


def this(organization_id: str, id_: str) -> Filter:
    return {"_id": identity(organization_id, id_)}


def matching(organization_id: str, collection: Collection, where: Sequence[Restriction]) -> list[Filter]:
    """Return what must hold in one organization, or in all of them for a claim."""
    clauses = [_restriction(collection, each) for each in where]
    if organization_id != EVERY_ORGANIZATION:
        clauses.insert(0, {"o": {"$eq": organization_id}})
    return clauses


def all_of(clauses: Sequence[Filter]) -> Filter:
    return {"$and": list(clauses)} if clauses else {}


def following(clauses: Sequence[Filter], sort: Sort, cursor: Cursor) -> Filter:
    """Return what matches and comes after the cursor: alternatives that one index serves in order, to be merged."""
    return {"$or": [all_of([*clauses, *alternative]) for alternative in _after(sort, cursor)]}


def order(sort: Sort) -> list[tuple[str, int]]:
    direction = -1 if sort.descending else 1
    return [(name, direction) for name in dict.fromkeys((field(sort.field), "c", "d"))]


def _restriction(collection: Collection, restriction: Restriction) -> Filter:
    if isinstance(restriction, Condition):
        return _condition(collection, restriction)
    return {
        "$or": [
            all_of([_condition(collection, each) for each in alternative])
            for alternative in restriction.alternatives
        ]
    }


def _condition(collection: Collection, condition: Condition) -> Filter:
    collection.require(condition.field)
    name, operand = field(condition.field), condition.operand
    if isinstance(operand, tuple):
        choices = [scalar for each in operand if (scalar := _scalar(each)) is not None]
        return {name: {"$in": choices}}
    if condition.operator == "starts_with":
        return _prefix(name, str(operand))
    if condition.operator == "equals":
        return _equal(name, operand)
    return _compared(name, condition.operator, _scalar(operand))


def _equal(name: str, operand: Operand) -> Filter:
    value = _scalar(operand)
    return _NOTHING if value is None and operand is not None else {name: {"$eq": value}}


def _compared(name: str, operator: Operator, value: Scalar | None) -> Filter:
    if value is None:
        return _NOTHING
    same_type_only = isinstance(value, str) == (operator in _UPWARDS) or name in BUILT_IN.values()
    if same_type_only:
        return {name: {_WITHIN[operator]: value}}
    return {name: {"$not": {_OPPOSITE[operator]: value}, "$ne": None}}


def _prefix(name: str, prefix: str) -> Filter:
    end = prefix_end(prefix)
    return {name: {"$gte": prefix} if end is None else {"$gte": prefix, "$lt": end}}


def _after(sort: Sort, cursor: Cursor) -> list[list[Filter]]:
    names = [name for name, _ in order(sort)]
    marks: dict[str, Value] = {names[0]: _scalar(cursor.value), "c": cursor.created_us, "d": cursor.id}
    alternatives = [[each] for each in _beyond(names[0], marks[names[0]], descending=sort.descending)]
    step = "$lt" if sort.descending else "$gt"
    for position in range(1, len(names)):
        tied: list[Filter] = [{name: {"$eq": marks[name]}} for name in names[:position]]
        alternatives.append([*tied, {names[position]: {step: marks[names[position]]}}])
    return alternatives


def _beyond(name: str, value: Scalar | None, *, descending: bool) -> list[Filter]:
    """Return the alternatives of a first value further on; absent values are smallest."""
    if value is None:
        return [] if descending else [{name: {"$ne": None}}]
    if descending:
        return [_compared(name, "below", value), {name: {"$eq": None}}]
    return [_compared(name, "above", value)]


def _scalar(operand: Operand) -> Scalar | None:
    """Return the operand as it is stored; None for what compares with nothing."""
    if isinstance(operand, datetime):
        return microseconds(operand)
    if isinstance(operand, bool):
        return int(operand)
    if operand is None or (isinstance(operand, float) and math.isnan(operand)):
        return None
    if not isinstance(operand, str | int | float):
        raise ValueError("conditions compare with text, numbers, booleans and moments")  # noqa: TRY004 - a defect
    return operand
