"""Reads and writes documents raw, and tells the collections of a file from its tables."""

# ruff: noqa: S608 - names in SQL are checked where they are declared, or come from the file itself
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from voicera_kit.documents.model import Collection, Document, Index
from voicera_kit.documents.sqlite.statements import column
from voicera_kit.documents.sqlite.values import DOCUMENT_COLUMNS, document_of, index_values
from voicera_kit.documents.transfer import BLOCK_BYTES, BLOCK_DOCUMENTS, Place
from voicera_kit.documents.values import microseconds, text_of
from voicera_kit.errors import AlreadyExists

_OURS = {"organization_id", "id", "revision", "lease_owner", "body"}
_FIELD = "f."


def block(connection: sqlite3.Connection, collection: Collection, after: Place) -> tuple[Document, ...]:
    rows = connection.execute(
        f'SELECT {DOCUMENT_COLUMNS} FROM "{collection.name}" WHERE (organization_id, id) > (?, ?)'
        " ORDER BY organization_id, id LIMIT ?",
        (*after, BLOCK_DOCUMENTS),
    )
    return tuple(document_of(row) for row in _within_bound(rows))


def load(connection: sqlite3.Connection, collection: Collection, documents: Sequence[Document]) -> None:
    names = [*DOCUMENT_COLUMNS.split(", "), *(column(index.path) for index in collection.indexes)]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names)
    statement = (
        f'INSERT INTO "{collection.name}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'
        f" ON CONFLICT (organization_id, id) DO UPDATE SET {changes}"
    )
    try:
        connection.executemany(statement, (_row(collection, document) for document in documents))
    except sqlite3.IntegrityError as error:
        raise AlreadyExists(collection.kind, "") from error


def collections_in(path: Path) -> tuple[Collection, ...]:
    """Return the collections a file keeps, with their indexes, by name."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {table: _columns(connection, table) for table in sorted(tables)}
        return tuple(
            Collection(table, tuple(_indexes(connection, table, names)))
            for table, names in columns.items()
            if set(names) >= _OURS
        )


def _within_bound(rows: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
    size = 0
    for row in rows:
        yield row
        size += len(row[3])
        if size > BLOCK_BYTES:
            return


def _row(collection: Collection, document: Document) -> tuple[object, ...]:
    return (
        document.id,
        document.organization_id,
        document.revision,
        text_of(document.body),
        microseconds(document.created_at),
        microseconds(document.updated_at),
        *index_values(collection, document.body),
    )


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]


def _indexes(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> Iterator[Index]:
    known = {row[1] for row in connection.execute(f'PRAGMA index_list("{table}")')}
    for name in columns:
        if name.startswith(_FIELD):
            path = name.removeprefix(_FIELD)
            yield Index(
                path,
                unique=f"{table} {path} unique" in known,
                across=f"{table} {path} across" in known,
                ordered=f"{table} {path}" in known,
            )
