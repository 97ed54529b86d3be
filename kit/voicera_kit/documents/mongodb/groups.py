"""Counts and measures groups: in a pipeline on the server, or here where a server lacks the operators."""

from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from typing import Any

from voicera_kit.documents.model import Value
from voicera_kit.documents.mongodb.filters import Filter
from voicera_kit.documents.mongodb.layout import Record, Scalar, field, found_at
from voicera_kit.documents.query import MAX_GROUPS, Group, Measure
from voicera_kit.errors import InvalidArgument, invalid

_ABSENT, _NUMBER, _TEXT = range(3)


def pipeline(match: Filter, group_by: Sequence[str], measures: Sequence[Measure]) -> list[dict[str, Any]]:
    group: dict[str, Any] = {
        "_id": {f"k{place}": f"${field(path)}" for place, path in enumerate(group_by)} or None,
        "n": {"$sum": 1},
    }
    for place, measure in enumerate(measures):
        name = f"${field(measure.field)}"
        group[f"m{place}"] = {f"${measure.function}": name}
        group[f"p{place}"] = {"$sum": {"$cond": [{"$isNumber": name}, 1, 0]}}
    return [{"$match": match}, {"$group": group}, {"$limit": MAX_GROUPS + 1}]


def groups_of(
    rows: Iterable[Mapping[str, Any]], group_by: Sequence[str], measures: Sequence[Measure]
) -> tuple[Group, ...]:
    """Return what the pipeline answered; InvalidArgument if there are too many groups."""
    found = [
        Group(
            tuple((row["_id"] or {}).get(f"k{place}") for place in range(len(group_by))),
            int(row["n"]),
            tuple(_measured(row, place, measure) for place, measure in enumerate(measures)),
        )
        for row in rows
    ]
    return _in_order(found, group_by, measures)


async def fold(
    records: AsyncIterable[Record], group_by: Sequence[str], measures: Sequence[Measure]
) -> tuple[Group, ...]:
    """Return the same from the records themselves, read one after another."""
    groups: dict[tuple[Value, ...], Group] = {}
    async for record in records:
        key = tuple(found_at(record, path) for path in group_by)
        before = groups.get(key) or Group(key, 0, (None,) * len(measures))
        values = tuple(
            _folded(measure, value, found_at(record, measure.field))
            for measure, value in zip(measures, before.values, strict=True)
        )
        groups[key] = Group(key, before.count + 1, values)
        if len(groups) > MAX_GROUPS:
            raise _too_many()
    return _in_order(list(groups.values()), group_by, measures)


def _measured(row: Mapping[str, Any], place: int, measure: Measure) -> Value:
    absent = measure.function == "sum" and not row[f"p{place}"]
    value: Value = None if absent else row[f"m{place}"]
    return value


def _folded(measure: Measure, before: Any, value: Scalar | None) -> Any:
    if value is None or (measure.function == "sum" and isinstance(value, str)):
        return before
    if before is None:
        return value
    if measure.function == "sum":
        return before + value
    return (min if measure.function == "min" else max)(before, value, key=_rank)


def _in_order(found: list[Group], group_by: Sequence[str], measures: Sequence[Measure]) -> tuple[Group, ...]:
    if not found and not group_by:
        return (Group((), 0, (None,) * len(measures)),)
    if len(found) > MAX_GROUPS:
        raise _too_many()
    return tuple(sorted(found, key=lambda group: [_rank(value) for value in group.key]))


def _rank(value: Value) -> tuple[int, Any]:
    if value is None:
        return _ABSENT, 0
    return _TEXT if isinstance(value, str) else _NUMBER, value


def _too_many() -> InvalidArgument:
    return invalid("group_by", f"makes more than {MAX_GROUPS} groups")
