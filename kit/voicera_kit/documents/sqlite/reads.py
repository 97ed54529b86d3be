"""Reads documents in one connection."""

# ruff: noqa: A002, S608 - `id` is the field's name; names in SQL are checked where they are declared
import sqlite3
from collections.abc import Sequence
from typing import Final

from voicera_kit.documents.cursor import Cursor, write_cursor
from voicera_kit.documents.model import Collection, Document, Value
from voicera_kit.documents.query import MAX_GROUPS, Group, Measure, Query, Restriction, Sort
from voicera_kit.documents.sqlite.statements import after, column, matching, order
from voicera_kit.documents.sqlite.values import DOCUMENT_COLUMNS, document_of
from voicera_kit.errors import NotFound, invalid
from voicera_kit.paging import Listing

Mark = tuple[int, str]
"""When a document was created, in Unix microseconds, and its id."""

_BLOCK: Final = 2000


def ping(connection: sqlite3.Connection) -> None:
    """Read the schema: selecting a constant would not touch the file."""
    connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()


def get(connection: sqlite3.Connection, organization_id: str, collection: Collection, id: str) -> Document:
    row = connection.execute(
        f'SELECT {DOCUMENT_COLUMNS} FROM "{collection.name}" WHERE organization_id = ? AND id = ?',
        (organization_id, id),
    ).fetchone()
    if row is None:
        raise NotFound(collection.kind, id)
    return document_of(row)


def find(
    connection: sqlite3.Connection,
    organization_id: str,
    collection: Collection,
    query: Query,
    cursor: Cursor | None,
) -> Listing[Document]:
    collection.require_order(query.sort.field)
    where, parameters = matching(organization_id, collection, query.where, query.sort if cursor else None)
    if cursor is not None:
        following, more = after(query.sort, cursor)
        where, parameters = f"{where} AND {following}", parameters + more
    rows = connection.execute(
        f'SELECT {DOCUMENT_COLUMNS}, {column(query.sort.field)} FROM "{collection.name}" WHERE {where}'
        f" ORDER BY {order(query.sort)} LIMIT ?",
        (*parameters, query.page.size + 1),
    ).fetchall()
    shown = rows[: query.page.size]
    token = ""
    if len(rows) > len(shown):
        last = shown[-1]
        token = write_cursor(collection, query, Cursor(value=last[6], created_us=last[4], id=last[0]))
    return Listing(tuple(document_of(row) for row in shown), token)


def scan(
    connection: sqlite3.Connection,
    organization_id: str,
    collection: Collection,
    fields: Sequence[str],
    where: Sequence[Restriction],
    after: Mark | None,
) -> tuple[list[tuple[Value, ...]], Mark | None]:
    """Return a block in the order of creation, and where it ended if there may be more."""
    for path in fields:
        collection.require(path)
    condition, parameters = matching(organization_id, collection, where, Sort() if after else None)
    if after is not None:
        condition, parameters = f"{condition} AND (created_at, id) > (?, ?)", [*parameters, *after]
    rows = connection.execute(
        f'SELECT {", ".join((*map(column, fields), "created_at", "id"))} FROM "{collection.name}"'
        f" WHERE {condition} ORDER BY created_at, id LIMIT ?",
        (*parameters, _BLOCK),
    ).fetchall()
    end = rows[-1][-2:] if len(rows) == _BLOCK else None
    return [row[:-2] for row in rows], end


def aggregate(
    connection: sqlite3.Connection,
    organization_id: str,
    collection: Collection,
    where: Sequence[Restriction],
    group_by: Sequence[str],
    measures: Sequence[Measure],
) -> tuple[Group, ...]:
    for path in (*group_by, *(measure.field for measure in measures)):
        collection.require(path)
    condition, parameters = matching(organization_id, collection, where)
    keys = [column(path) for path in group_by]
    numbers = [_measured(measure) for measure in measures]
    grouping = f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(keys)}" if keys else ""
    rows = connection.execute(
        f'SELECT {", ".join((*keys, "COUNT(*)", *numbers))} FROM "{collection.name}" WHERE {condition}'
        f"{grouping} LIMIT ?",
        (*parameters, MAX_GROUPS + 1),
    ).fetchall()
    if len(rows) > MAX_GROUPS:
        raise invalid("group_by", f"makes more than {MAX_GROUPS} groups")
    width = len(keys)
    return tuple(Group(row[:width], row[width], row[width + 1 :]) for row in rows)


def _measured(measure: Measure) -> str:
    """Return the expression; SQLite would add texts up by the digits they begin with."""
    name = column(measure.field)
    if measure.function == "sum":
        return f"SUM(CASE typeof({name}) WHEN 'text' THEN NULL ELSE {name} END)"
    return f"{measure.function.upper()}({name})"
