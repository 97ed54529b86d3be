"""Reads and writes documents raw."""

from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from typing import Any, Final

from pymongo.errors import BulkWriteError

from voicera_kit.documents.model import Collection, Document
from voicera_kit.documents.mongodb.filters import Filter
from voicera_kit.documents.mongodb.layout import DOCUMENT, Record, document_of, indexed
from voicera_kit.documents.mongodb.reads import Records
from voicera_kit.documents.transfer import BEGINNING, BLOCK_BYTES, BLOCK_DOCUMENTS, Place
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
    """Insert what is new, which is nearly always everything; what is there already is taken away and inserted again.

    A crash in between leaves a gap, which the next attempt fills: who moves notes the block only after this.
    """
    if not documents:
        return
    if await _inserted(records, collection, documents):
        return
    for organization_id, group in groupby(documents, lambda each: each.organization_id):
        ids = [each.id for each in group]
        await records.delete_many({"o": {"$eq": organization_id}, "d": {"$in": ids}})
    if not await _inserted(records, collection, documents):
        raise AlreadyExists(collection.kind, "")


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
        "o": document.organization_id,
        "d": document.id,
        "r": document.revision,
        "c": microseconds(document.created_at),
        "u": microseconds(document.updated_at),
        "b": text_of(document.body),
        **_FREE,
        **indexed(collection, document.organization_id, document.body),
    }
