"""Reads and writes documents raw."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from pymongo.errors import BulkWriteError, OperationFailure

from voicera_kit.documents.model import Collection, Document
from voicera_kit.documents.mongodb.driver import MAYBE_TAKEN
from voicera_kit.documents.mongodb.filters import Filter, this
from voicera_kit.documents.mongodb.layout import DOCUMENT, Record, document_of, identity, indexed
from voicera_kit.documents.mongodb.reads import Records
from voicera_kit.documents.transfer import BEGINNING, BLOCK_BYTES, BLOCK_DOCUMENTS, Place, place_of
from voicera_kit.documents.values import microseconds, text_of
from voicera_kit.errors import AlreadyExists

_FREE: Final = {"lo": "", "lu": 0}


async def dump(records: Records, after: Place) -> AsyncIterator[tuple[Document, ...]]:
    """Yield blocks from one cursor: it sorts once, however many there are."""
    block: list[Document] = []
    size = 0
    order: Any = [("o", 1), ("d", 1)]
    async with records.find(_following(after), DOCUMENT, sort=order, batch_size=BLOCK_DOCUMENTS) as found:
        async for record in found:
            block.append(document_of(record))
            size += len(record["b"])
            if len(block) == BLOCK_DOCUMENTS or size > BLOCK_BYTES:
                yield tuple(block)
                block, size = [], 0
    if block:
        yield tuple(block)


async def load(records: Records, collection: Collection, documents: Sequence[Document]) -> None:
    """Insert what is new, which is nearly always everything; then look what was there, and replace what differs."""
    if not documents or await _inserted(records, collection, documents):
        return
    there = await _found(records, documents)
    differing = [each for each in documents if there.get(place_of(each)) != each]
    for document in [each for each in differing if place_of(each) in there]:
        await _replace(records, collection, document)
    missing = [each for each in differing if place_of(each) not in there]
    if missing and not await _inserted(records, collection, missing):
        raise AlreadyExists(collection.kind, "")


async def _found(records: Records, documents: Sequence[Document]) -> dict[Place, Document]:
    """Return what is there of these documents."""
    these = {"_id": {"$in": [identity(*place_of(each)) for each in documents]}}
    there = [document_of(record) async for record in records.find(these, DOCUMENT)]
    return {place_of(each): each for each in there}


async def _replace(records: Records, collection: Collection, document: Document) -> None:
    try:
        await records.replace_one(this(*place_of(document)), _record(collection, document))
    except OperationFailure as error:
        if error.code not in MAYBE_TAKEN:
            raise
        raise AlreadyExists(collection.kind, document.id) from error


async def _inserted(records: Records, collection: Collection, documents: Sequence[Document]) -> bool:
    """Return False if some of them, or their unique values, are there."""
    try:
        await records.insert_many([_record(collection, each) for each in documents], ordered=False)
    except BulkWriteError:
        return False
    return True


def _following(after: Place) -> Filter:
    if after == BEGINNING:
        return {}
    organization_id, id_ = after
    within = {"o": {"$eq": organization_id}, "d": {"$gt": id_}}
    return {"$or": [{"o": {"$gt": organization_id}}, within]}


def _record(collection: Collection, document: Document) -> Record:
    return {
        "_id": identity(*place_of(document)),
        "o": document.organization_id,
        "d": document.id,
        "r": document.revision,
        "c": microseconds(document.created_at),
        "u": microseconds(document.updated_at),
        "b": text_of(document.body),
        **_FREE,
        **indexed(collection, document.organization_id, document.body),
    }
