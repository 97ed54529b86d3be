"""Brings a database up to what the collections declare: writes the indexed values of old documents, builds indexes.

Every step may run again, in several replicas at once, or after one was killed in the middle: a document says by its
fingerprint which declaration it was written for, and `_migrations` records which declarations were applied.
"""

from collections.abc import Sequence
from typing import Any, Final

import pymongo
import structlog
from pymongo.errors import OperationFailure

from voicera_kit.clock import SystemClock
from voicera_kit.documents.model import Collection
from voicera_kit.documents.mongodb.driver import MAYBE_TAKEN, Database, driver_errors
from voicera_kit.documents.mongodb.indexes import indexes
from voicera_kit.documents.mongodb.layout import DOCUMENT, Record, document_of, fingerprint, indexed, key
from voicera_kit.documents.mongodb.lease import leased
from voicera_kit.documents.mongodb.reads import Records
from voicera_kit.documents.values import microseconds
from voicera_kit.settings import PREFIX, SettingsError

RECORDS: Final = "_migrations"
"""No collection can have this name."""

_BUILD_S: Final = 3600.0
_BATCH: Final = 50
_PASSES: Final = 3

_log = structlog.get_logger(__name__)


async def require_migrated(database: Database, collections: Sequence[Collection]) -> None:
    """Raise SettingsError unless every declaration was applied."""
    names = ", ".join(sorted(collection.name for collection in await _pending(database, collections)))
    if names:
        raise SettingsError(
            f"the document store is not migrated ({names}): start once with {PREFIX}MIGRATE=on_start"
        )


async def migrate(database: Database, collections: Sequence[Collection]) -> None:
    """Apply what is missing; SettingsError if old documents do not fit, such as by repeating a unique value."""
    if await _pending(database, collections):
        async with leased(database[RECORDS]):
            for collection in await _pending(database, collections):
                await _apply(database, collection)
    for collection in collections:
        await _rewrite(database[collection.name], collection)


async def _pending(database: Database, collections: Sequence[Collection]) -> list[Collection]:
    with driver_errors():
        applied = {record["_id"] for record in await database[RECORDS].find({}, {"_id": 1}).to_list()}
    return [each for each in collections if _record_id(each) not in applied]


async def _apply(database: Database, collection: Collection) -> None:
    records = database[collection.name]
    await _rewrite(records, collection)
    with driver_errors():
        try:
            with pymongo.timeout(_BUILD_S):
                await _build(records, collection)
        except OperationFailure as error:
            raise await _cause(records, collection, error) from error
        applied = {"applied_us": microseconds(SystemClock().now())}
        await database[RECORDS].update_one({"_id": _record_id(collection)}, {"$set": applied}, upsert=True)
    _log.info("documents.migrated", collection=collection.name, fingerprint=fingerprint(collection))


async def _build(records: Records, collection: Collection) -> None:
    """Build what is missing, one by one, so that what is done stays done."""
    known = await records.index_information()
    for index in indexes(collection):
        if index.document["name"] not in known:
            await records.create_indexes([index])


async def _rewrite(records: Records, collection: Collection) -> None:
    """Write the indexed values of documents that were written for another declaration.

    While replicas with the other declaration run, there may be some again; whoever starts next takes those.
    """
    stale = {"f": {"$ne": fingerprint(collection)}}
    for _ in range(_PASSES):
        is_clean = True
        with driver_errors():
            async with records.find(stale, {**DOCUMENT, "_id": 1}, batch_size=_BATCH) as found:
                async for record in found:
                    is_clean = False
                    await _rewrite_one(records, collection, record)
        if is_clean:
            return


async def _rewrite_one(records: Records, collection: Collection, record: Record) -> None:
    document = document_of(record)
    try:
        fields = indexed(collection, document.organization_id, document.body)
    except ValueError as error:
        raise SettingsError(f"an old document of {collection.name} does not fit: {error}") from error
    unchanged = {"_id": record["_id"], "r": record["r"]}
    try:
        await records.update_one(unchanged, {"$set": fields})
    except OperationFailure as error:
        raise await _cause(records, collection, error) from error


async def _cause(records: Records, collection: Collection, error: OperationFailure) -> Exception:
    """Return which unique value is repeated, if that is what the server refused."""
    if error.code in MAYBE_TAKEN:
        for index in collection.indexes:
            if index.unique and await _is_repeated(records, f"q.{key(index.path)}"):
                return SettingsError(f"documents of {collection.name} repeat a value of {index.path}")
    return error


async def _is_repeated(records: Records, name: str) -> bool:
    stages: list[dict[str, Any]] = [
        {"$match": {name: {"$exists": True}}},
        {"$group": {"_id": f"${name}", "n": {"$sum": 1}}},
        {"$match": {"n": {"$gt": 1}}},
        {"$limit": 1},
    ]
    return bool(await (await records.aggregate(stages)).to_list())


def _record_id(collection: Collection) -> str:
    return f"{collection.name} {fingerprint(collection)}"
