"""Converts between documents and rows."""

import json
from typing import Any, Final

from voicera_kit.documents.model import Body, Collection, Document, Value
from voicera_kit.documents.values import moment_of

DOCUMENT_COLUMNS: Final = "id, organization_id, revision, body, created_at, updated_at"


def document_of(row: tuple[Any, ...]) -> Document:
    """Return the document of a row that begins with DOCUMENT_COLUMNS."""
    id_, organization_id, revision, body, created_us, updated_us = row[:6]
    return Document(
        id_, organization_id, revision, json.loads(body), moment_of(created_us), moment_of(updated_us)
    )


def index_values(collection: Collection, body: Body) -> list[Value]:
    return [index.value(body) for index in collection.indexes]
