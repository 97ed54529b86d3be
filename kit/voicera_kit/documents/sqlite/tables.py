"""Creates the table of a collection and brings its indexes up to date."""

# ruff: noqa: S608 - names of collections and fields are checked where they are declared
import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from voicera_kit.documents.model import Collection, Index
from voicera_kit.documents.sqlite.statements import column

_BUSY_TIMEOUT_MS = 5000
_SCANNED = "scanned"

# Body comes last, so that reading the columns before it never touches the pages of a long one.
_TABLE = """
CREATE TABLE IF NOT EXISTS "{name}" (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0,
    {columns}
    body TEXT NOT NULL,
    UNIQUE (organization_id, id)
)
"""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file so that a commit that returned survives a power cut."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA query_only = {int(read_only)}")
    return connection


def prepare(connection: sqlite3.Connection, collection: Collection) -> None:
    columns = "".join(f"{column(index.path)}, " for index in collection.indexes)
    connection.execute(_TABLE.format(name=collection.name, columns=columns))
    known = {row[1] for row in connection.execute(f'PRAGMA table_info("{collection.name}")')}
    missing = [index for index in collection.indexes if column(index.path).strip('"') not in known]
    if missing:
        _add_columns(connection, collection, missing)
    _forget_other_scan(connection, collection)
    for statement in _indexes(collection):
        connection.execute(statement)


def _add_columns(connection: sqlite3.Connection, collection: Collection, missing: Sequence[Index]) -> None:
    """Fill all of them in one pass, which reads every body once."""
    body_of = lru_cache(maxsize=1)(json.loads)
    connection.create_function("value_of", 2, lambda place, body: missing[place].value(body_of(body)))
    for index in missing:
        connection.execute(f'ALTER TABLE "{collection.name}" ADD COLUMN {column(index.path)}')
    values = ", ".join(
        f"{column(index.path)} = value_of({place}, body)" for place, index in enumerate(missing)
    )
    connection.execute(f'UPDATE "{collection.name}" SET {values}')


def _indexes(collection: Collection) -> Iterator[str]:
    yield _index(collection, "created_at", "organization_id, created_at, id")
    if collection.scanned:
        yield _scan_index(collection)
    for index in collection.indexes:
        name = column(index.path)
        if index.ordered:
            yield _index(collection, index.path, f"organization_id, {name}, created_at, id")
        if index.unique:
            yield _index(collection, f"{index.path} unique", f"organization_id, {name}", unique=True)
        if index.across:
            yield _index(collection, f"{index.path} across", f"{name}, lease_until, created_at")


def _scan_index(collection: Collection) -> str:
    fields = ", ".join(map(column, collection.scanned))
    return _index(collection, _SCANNED, f"organization_id, created_at, id, {fields}")


def _forget_other_scan(connection: sqlite3.Connection, collection: Collection) -> None:
    """Drop the index of scans if it was made for other fields; no other index has fields that its name does not say."""
    name = f"{collection.name} {_SCANNED}"
    kept = connection.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?", (name,)
    ).fetchone()
    if kept and _columns_in(kept[0]) != _columns_in(_scan_index(collection)):
        connection.execute(f'DROP INDEX "{name}"')


def _columns_in(statement: str) -> str:
    return statement.partition(" ON ")[2]


def _index(collection: Collection, name: str, columns: str, *, unique: bool = False) -> str:
    kind = "UNIQUE INDEX" if unique else "INDEX"
    return f'CREATE {kind} IF NOT EXISTS "{collection.name} {name}" ON "{collection.name}" ({columns})'
