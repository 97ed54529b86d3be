"""Marks where a page of documents ended: the sorted value, the creation time in microseconds, the id."""

import math
from typing import NamedTuple

from voicera_kit.documents.model import Collection
from voicera_kit.documents.query import Query
from voicera_kit.errors import invalid
from voicera_kit.paging import Position, decode_token, encode_token

_INT64 = 1 << 63


class Cursor(NamedTuple):
    value: Position
    created_us: int
    id: str


def write_cursor(collection: Collection, query: Query, cursor: Cursor) -> str:
    return encode_token(_listing(collection, query), cursor)


def read_cursor(collection: Collection, query: Query) -> Cursor | None:
    """Return where to go on, None at the beginning; InvalidArgument if the token is of another order."""
    if not query.page.token:
        return None
    value, created_us, id_ = decode_token(_listing(collection, query), query.page.token, 3)
    if not isinstance(created_us, int) or not isinstance(id_, str) or not _is_storable(value, created_us):
        raise invalid("page_token", "is not a token of this list")
    return Cursor(value, created_us, id_)


def _is_storable(*values: Position) -> bool:
    return all(_is_number(value) for value in values if isinstance(value, int | float))


def _is_number(value: float) -> bool:
    return -_INT64 <= value < _INT64 if isinstance(value, int) else not math.isnan(value)


def _listing(collection: Collection, query: Query) -> str:
    return f"{collection.name} {query.sort.field} {'down' if query.sort.descending else 'up'}"
