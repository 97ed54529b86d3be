"""Reads documents of one collection."""

# ruff: noqa: A002 - `id` is the field's name
from collections.abc import AsyncGenerator, Sequence
from typing import Final

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import OperationFailure

from voicera_kit.documents.cursor import Cursor, write_cursor
from voicera_kit.documents.model import Collection, Document, Value
from voicera_kit.documents.mongodb.filters import Filter, all_of, following, matching, order, this
from voicera_kit.documents.mongodb.groups import fold, groups_of, pipeline
from voicera_kit.documents.mongodb.layout import DOCUMENT, Record, document_of, field, found_at
from voicera_kit.documents.query import Group, Measure, Query, Restriction
from voicera_kit.errors import NotFound
from voicera_kit.paging import Listing

Records = AsyncCollection[Record]

_NOT_IMPLEMENTED: Final = 238
_BLOCK: Final = 2000


async def get(records: Records, organization_id: str, collection: Collection, id: str) -> Document:
    record = await records.find_one(this(organization_id, id), DOCUMENT)
    if record is None:
        raise NotFound(collection.kind, id)
    return document_of(record)


async def find(
    records: Records, organization_id: str, collection: Collection, query: Query, cursor: Cursor | None
) -> Listing[Document]:
    collection.require_order(query.sort.field)
    clauses = matching(organization_id, collection, query.where)
    filter_ = all_of(clauses) if cursor is None else following(clauses, query.sort, cursor)
    wanted = query.page.size + 1
    shown = records.find(
        filter_,
        {**DOCUMENT, field(query.sort.field): 1},
        sort=order(query.sort),
        limit=wanted,
        batch_size=wanted,
    )
    return _listing(collection, query, await shown.to_list())


async def count(
    records: Records, organization_id: str, collection: Collection, where: Sequence[Restriction]
) -> int:
    return await records.count_documents(all_of(matching(organization_id, collection, where)))


async def scan(
    records: Records,
    organization_id: str,
    collection: Collection,
    fields: Sequence[str],
    where: Sequence[Restriction],
) -> AsyncGenerator[Sequence[tuple[Value, ...]], None]:
    for path in fields:
        collection.require(path)
    match = all_of(matching(organization_id, collection, where))
    shown = {"_id": 0, **{field(path): 1 for path in fields}}
    block: list[tuple[Value, ...]] = []
    async with records.find(match, shown, batch_size=_BLOCK) as found:
        async for record in found:
            block.append(tuple([found_at(record, path) for path in fields]))
            if len(block) == _BLOCK:
                yield block
                block = []
    yield block


async def aggregate(
    records: Records,
    organization_id: str,
    collection: Collection,
    where: Sequence[Restriction],
    group_by: Sequence[str],
    measures: Sequence[Measure],
) -> tuple[Group, ...]:
    for path in (*group_by, *(measure.field for measure in measures)):
        collection.require(path)
    match = all_of(matching(organization_id, collection, where))
    try:
        rows = await (await records.aggregate(pipeline(match, group_by, measures))).to_list()
    except OperationFailure as error:
        if error.code != _NOT_IMPLEMENTED:
            raise
        return await _folded(records, match, group_by, measures)
    return groups_of(rows, group_by, measures)


async def _folded(
    records: Records, match: Filter, group_by: Sequence[str], measures: Sequence[Measure]
) -> tuple[Group, ...]:
    paths = (*group_by, *(measure.field for measure in measures))
    async with records.find(match, {"_id": 1, **{field(path): 1 for path in paths}}) as found:
        return await fold(found, group_by, measures)


def _listing(collection: Collection, query: Query, found: Sequence[Record]) -> Listing[Document]:
    shown = found[: query.page.size]
    token = ""
    if len(found) > len(shown):
        last = shown[-1]
        cursor = Cursor(found_at(last, query.sort.field), last["c"], last["d"])
        token = write_cursor(collection, query, cursor)
    return Listing(tuple(document_of(record) for record in shown), token)
