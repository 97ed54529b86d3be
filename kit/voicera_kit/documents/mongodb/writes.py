"""Changes documents of one collection, each by one atomic command."""

# ruff: noqa: A002 - `id` is the field's name
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pymongo import ReturnDocument
from pymongo.errors import OperationFailure

from voicera_kit.documents.model import Body, Collection, Document
from voicera_kit.documents.mongodb.driver import MAYBE_TAKEN
from voicera_kit.documents.mongodb.filters import Filter, all_of, matching, this
from voicera_kit.documents.mongodb.layout import Record, document_of, identity, indexed, key
from voicera_kit.documents.mongodb.reads import Records, get
from voicera_kit.documents.query import Restriction
from voicera_kit.errors import AlreadyExists, RevisionConflict

_FREE: Final = {"lo": "", "lu": 0}


@dataclass(frozen=True, slots=True)
class Written:
    """A body on its way into the store, with its text."""

    organization_id: str
    collection: Collection
    id: str
    body: Body
    text: str
    now_us: int

    def fields(self) -> Record:
        """Return what every write sets."""
        values = indexed(self.collection, self.organization_id, self.body)
        return {"b": self.text, "u": self.now_us, **values}


async def insert(records: Records, written: Written) -> Document:
    record = {
        "_id": identity(written.organization_id, written.id),
        "o": written.organization_id,
        "d": written.id,
        "r": 1,
        "c": written.now_us,
        **_FREE,
        **written.fields(),
    }
    try:
        await records.insert_one(record)
    except OperationFailure as error:
        raise await _cause(records, written, error, is_new=True) from error
    return document_of(record)


async def replace(records: Records, written: Written, if_revision: int) -> Document:
    this_revision = this(written.organization_id, written.id) | {"r": {"$eq": if_revision}}
    change = {"$set": written.fields(), "$inc": {"r": 1}}
    try:
        record = await records.find_one_and_update(
            this_revision, change, return_document=ReturnDocument.AFTER
        )
    except OperationFailure as error:
        raise await _cause(records, written, error, is_new=False) from error
    if record is None:
        raise await _conflict(records, written.organization_id, written.collection, written.id)
    return document_of(record)


async def delete(
    records: Records, organization_id: str, collection: Collection, id: str, if_revision: int | None
) -> Document:
    this_revision = this(organization_id, id)
    if if_revision is not None:
        this_revision["r"] = {"$eq": if_revision}
    record = await records.find_one_and_delete(this_revision)
    if record is None:
        raise await _conflict(records, organization_id, collection, id)
    return document_of(record)


def claimable(
    organization_id: str, collection: Collection, where: Sequence[Restriction], now_us: int
) -> list[Filter]:
    return [*matching(organization_id, collection, where), {"lu": {"$lte": now_us}}]


async def claim(records: Records, clauses: Sequence[Filter], owner: str, until_us: int) -> Document | None:
    record = await records.find_one_and_update(
        all_of(clauses),
        {"$set": {"lo": owner, "lu": until_us}, "$inc": {"r": 1}},
        sort=[("lu", 1), ("c", 1), ("d", 1)],
        return_document=ReturnDocument.AFTER,
    )
    return None if record is None else document_of(record)


async def renew(
    records: Records, organization_id: str, id: str, owner: str, now_us: int, until_us: int
) -> bool:
    held = this(organization_id, id) | {"lo": {"$eq": owner}, "lu": {"$gt": now_us}}
    return (await records.update_one(held, {"$set": {"lu": until_us}})).matched_count == 1


async def release(records: Records, organization_id: str, id: str, owner: str) -> None:
    await records.update_one(this(organization_id, id) | {"lo": {"$eq": owner}}, {"$set": _FREE})


async def _conflict(
    records: Records, organization_id: str, collection: Collection, id: str
) -> RevisionConflict:
    await get(records, organization_id, collection, id)
    return RevisionConflict(collection.kind, id)


async def _cause(records: Records, written: Written, error: OperationFailure, *, is_new: bool) -> Exception:
    """Return what is taken, found by looking: servers name it in different words, or not at all."""
    if error.code not in MAYBE_TAKEN:
        return error
    collection = written.collection
    if is_new and await records.find_one(this(written.organization_id, written.id), {"_id": 1}):
        return AlreadyExists(collection.kind, written.id)
    digests = written.fields()["q"]
    for path in (index.path for index in collection.indexes if key(index.path) in digests):
        name = f"q.{key(path)}"
        if await records.find_one({name: digests[key(path)], "d": {"$ne": written.id}}, {"_id": 1}):
            return AlreadyExists(collection.kind, written.id, path)
    return error
