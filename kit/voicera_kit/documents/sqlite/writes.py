"""Changes documents in one connection, inside the transaction of its caller."""

# ruff: noqa: A002, S608 - `id` is the field's name; names in SQL are checked where they are declared
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from voicera_kit.documents.model import Collection, Document, Value
from voicera_kit.documents.query import Restriction
from voicera_kit.documents.sqlite.reads import get
from voicera_kit.documents.sqlite.statements import column, matching
from voicera_kit.documents.sqlite.values import DOCUMENT_COLUMNS, document_of
from voicera_kit.errors import AlreadyExists, RevisionConflict

_THIS = "organization_id = ? AND id = ?"
_TAKEN = re.compile(r"\.f\.([a-z0-9_.]+)$")


def insert(
    connection: sqlite3.Connection,
    organization_id: str,
    collection: Collection,
    id: str,
    text: str,
    values: Sequence[Value],
    now_us: int,
) -> Document:
    names = "".join(f", {column(index.path)}" for index in collection.indexes)
    row = (id, organization_id, 1, text, now_us, now_us, *values)
    with _uniqueness(collection, id):
        cursor = connection.execute(
            f'INSERT INTO "{collection.name}" ({DOCUMENT_COLUMNS}{names})'
            f" VALUES ({', '.join('?' * len(row))}) RETURNING {DOCUMENT_COLUMNS}",
            row,
        )
        return document_of(cursor.fetchone())


def replace(
    connection: sqlite3.Connection,
    organization_id: str,
    collection: Collection,
    id: str,
    text: str,
    values: Sequence[Value],
    now_us: int,
    if_revision: int,
) -> Document:
    names = "".join(f", {column(index.path)} = ?" for index in collection.indexes)
    with _uniqueness(collection, id):
        row = connection.execute(
            f'UPDATE "{collection.name}" SET revision = revision + 1, body = ?, updated_at = ?{names}'
            f" WHERE {_THIS} AND revision = ? RETURNING {DOCUMENT_COLUMNS}",
            (text, now_us, *values, organization_id, id, if_revision),
        ).fetchone()
    if row is None:
        raise _not_replaced(connection, organization_id, collection, id)
    return document_of(row)


def delete(
    connection: sqlite3.Connection,
    organization_id: str,
    collection: Collection,
    id: str,
    if_revision: int | None,
) -> Document:
    document = get(connection, organization_id, collection, id)
    if if_revision not in {None, document.revision}:
        raise RevisionConflict(collection.kind, id)
    connection.execute(f'DELETE FROM "{collection.name}" WHERE {_THIS}', (organization_id, id))
    return document


def claim(
    connection: sqlite3.Connection,
    organization_id: str,
    collection: Collection,
    where: Sequence[Restriction],
    owner: str,
    now_us: int,
    until_us: int,
) -> Document | None:
    condition, parameters = matching(organization_id, collection, where)
    row = connection.execute(
        f'UPDATE "{collection.name}" SET lease_owner = ?, lease_until = ?, revision = revision + 1'
        f' WHERE rowid = (SELECT rowid FROM "{collection.name}" WHERE {condition} AND lease_until <= ?'
        f" ORDER BY lease_until, created_at, id LIMIT 1) RETURNING {DOCUMENT_COLUMNS}",
        (owner, until_us, *parameters, now_us),
    ).fetchone()
    return None if row is None else document_of(row)


def renew(
    connection: sqlite3.Connection,
    organization_id: str,
    collection: Collection,
    id: str,
    owner: str,
    now_us: int,
    until_us: int,
) -> bool:
    cursor = connection.execute(
        f'UPDATE "{collection.name}" SET lease_until = ?'
        f" WHERE {_THIS} AND lease_owner = ? AND lease_until > ?",
        (until_us, organization_id, id, owner, now_us),
    )
    return cursor.rowcount == 1


def release(
    connection: sqlite3.Connection, organization_id: str, collection: Collection, id: str, owner: str
) -> None:
    connection.execute(
        f"UPDATE \"{collection.name}\" SET lease_owner = '', lease_until = 0"
        f" WHERE {_THIS} AND lease_owner = ?",
        (organization_id, id, owner),
    )


def _not_replaced(
    connection: sqlite3.Connection, organization_id: str, collection: Collection, id: str
) -> RevisionConflict:
    get(connection, organization_id, collection, id)
    return RevisionConflict(collection.kind, id)


@contextmanager
def _uniqueness(collection: Collection, id: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        taken = _TAKEN.search(str(error))
        raise AlreadyExists(collection.kind, id, taken and taken.group(1)) from error
