"""Converts between documents and rows: JSON text and Unix microseconds."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from voicera_kit.documents.model import MAX_BODY_BYTES, Body, Collection, Document, Value
from voicera_kit.errors import invalid

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

DOCUMENT_COLUMNS: Final = "id, organization_id, revision, body, created_at, updated_at"


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(microseconds_: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds_)


def document_of(row: tuple[Any, ...]) -> Document:
    """Return the document of a row that begins with DOCUMENT_COLUMNS."""
    id_, organization_id, revision, body, created_us, updated_us = row[:6]
    return Document(
        id_, organization_id, revision, json.loads(body), moment_of(created_us), moment_of(updated_us)
    )


def text_of(body: Body) -> str:
    """Return the body as JSON; ValueError and TypeError if it is none, InvalidArgument if it is too large."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if len(text) * 4 > MAX_BODY_BYTES and len(text.encode()) > MAX_BODY_BYTES:
        raise invalid("body", f"is larger than {MAX_BODY_BYTES} bytes")
    return text


def index_values(collection: Collection, body: Body) -> list[Value]:
    return [index.value(body) for index in collection.indexes]
