"""Lays documents out as MongoDB keeps them.

    _id  organization and id, as JSON text: what reads and writes of one document go by

    o  organization         lo  who holds the lease        b  body, as JSON text
    d  id                   lu  when it ends               i  indexed values that are present, by path
    r  revision             f   fingerprint of the         q  digests of the unique ones among them
    c  when created             indexes i and q are for
    u  when updated

Times are Unix microseconds: a BSON date has milliseconds only. The body is text, so that its keys may be anything
("$where", "a.b", ""), its numbers stay what they were, and nothing in it can be an operator.
"""

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from voicera_kit.documents.model import Body, Collection, Document, Index
from voicera_kit.documents.values import moment_of

Record = dict[str, Any]
Scalar = str | int | float

LAYOUT: Final = 1
"""Changes with this page, so that migrations write every document anew."""
BUILT_IN: Final[Mapping[str, str]] = MappingProxyType({"id": "d", "created_at": "c", "updated_at": "u"})
DOCUMENT: Final[Mapping[str, int]] = MappingProxyType({
    "_id": 0,
    **dict.fromkeys(("o", "d", "r", "c", "u", "b"), 1),
})
"""Projects what document_of needs."""


def identity(organization_id: str, id_: str) -> str:
    """Return what no two documents share, however the two are spelled; always text, so never an operator."""
    return json.dumps([organization_id, id_])


def key(path: str) -> str:
    """Return the path as one key: a dot would lead into objects, and "owner" and "owner.city" may both be indexed."""
    return path.replace(".", "-")


def field(path: str) -> str:
    """Return where the values of a path are; Index has checked the spelling."""
    return BUILT_IN.get(path) or f"i.{key(path)}"


def found_at(record: Record, path: str) -> Scalar | None:
    value: Scalar | None = record[BUILT_IN[path]] if path in BUILT_IN else record.get("i", {}).get(key(path))
    return value


def indexed(collection: Collection, organization_id: str, body: Body) -> Record:
    """Return the fields i, q and f of a body; ValueError if an indexed value is not a scalar."""
    values = {index.path: _scalar(index, body) for index in collection.indexes}
    present = {path: value for path, value in values.items() if value is not None}
    unique = {index.path for index in collection.indexes if index.unique}
    return {
        "i": {key(path): value for path, value in present.items()},
        "q": {key(path): digest(organization_id, value) for path, value in present.items() if path in unique},
        "f": fingerprint(collection),
    }


def digest(organization_id: str, value: Scalar) -> str:
    """Return what is the same for equal values of one organization only; 1 and 1.0 are equal."""
    exact = int(value) if isinstance(value, float) and value.is_integer() else value
    return hashlib.sha256(json.dumps([organization_id, exact]).encode()).hexdigest()


def fingerprint(collection: Collection) -> str:
    declared = sorted(_declared(index) for index in collection.indexes)
    scanned = [collection.scanned] if collection.scanned else []
    return hashlib.sha256(json.dumps([LAYOUT, declared, *scanned]).encode()).hexdigest()[:16]


def _declared(index: Index) -> tuple[str | bool, ...]:
    """What most indexes are not is left out, so that their fingerprints stay what they were."""
    rare = [name for name, is_so in (("unordered", not index.ordered), ("derived", index.derived)) if is_so]
    return index.path, index.unique, index.across, *rare


def document_of(record: Record) -> Document:
    return Document(
        record["d"],
        record["o"],
        int(record["r"]),
        json.loads(record["b"]),
        moment_of(record["c"]),
        moment_of(record["u"]),
    )


def _scalar(index: Index, body: Body) -> Scalar | None:
    value = index.value(body)
    return int(value) if isinstance(value, bool) else value
