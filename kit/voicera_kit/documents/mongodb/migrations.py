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
from voicera_kit.documents.model import Collection, Migrated
from voicera_kit.documents.mongodb.driver import MAYBE_TAKEN, Database, connect, driver_errors
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
            f"the document store is not migrated ({names}): run the service's migrate command"
            f" or start it once with {PREFIX}MIGRATE=on_start"
        )


async def migrate_at(url: str, name: str, collections: Sequence[Collection]) -> Migrated:
    """Migrate the database of the service `name` and leave."""
    client, database = connect(url, name)
    try:
        return await migrate(database, collections)
    finally:
        await client.close()


async def migrate(database: Database, collections: Sequence[Collection]) -> Migrated:
    """Apply what is missing; SettingsError if old documents do not fit, such as by repeating a unique value."""
    applied: list[str] = []
    documents = 0
    if await _pending(database, collections):
        async with leased(database[RECORDS]):
            for collection in await _pending(database, collections):
                documents += await _apply(database, collection)
                applied.append(collection.name)
    for collection in collections:
        documents += await _rewrite(database[collection.name], collection)
    return Migrated(tuple(applied), documents)


async def _pending(database: Database, collections: Sequence[Collection]) -> list[Collection]:
    with driver_errors():
        applied = {record["_id"] for record in await database[RECORDS].find({}, {"_id": 1}).to_list()}
    return [each for each in collections if _record_id(each) not in applied]


async def _apply(database: Database, collection: Collection) -> int:
    """Return how many documents were rewritten."""
    records = database[collection.name]
    rewritten = await _rewrite(records, collection)
    with driver_errors():
        try:
            with pymongo.timeout(_BUILD_S):
                await _build(records, collection)
        except OperationFailure as error:
            raise await _cause(records, collection, error) from error
        applied = {"applied_us": microseconds(SystemClock().now())}
        await database[RECORDS].update_one({"_id": _record_id(collection)}, {"$set": applied}, upsert=True)
    _log.info("documents.migrated", collection=collection.name, fingerprint=fingerprint(collection))
    return rewritten


async def _build(records: Records, collection: Collection) -> None:
    """Build what is missing, one by one, so that what is done stays done.

    The index of scans is the only one whose fields its name does not say: it is made anew for other ones.
    """
    known = await records.index_information()
    for index in indexes(collection):
        name, fields = index.document["name"], list(index.document["key"].items())
        if name in known and [tuple(each) for each in known[name]["key"]] != fields:
            await records.drop_index(name)
            del known[name]
        if name not in known:
            await records.create_indexes([index])


async def _rewrite(records: Records, collection: Collection) -> int:
    """Write the indexed values of documents that were written for another declaration; return how many.

    While replicas with the other declaration run, there may be some again; whoever starts next takes those.
    """
    stale = {"f": {"$ne": fingerprint(collection)}}
    rewritten = 0
    for _ in range(_PASSES):
        before = rewritten
        with driver_errors():
            async with records.find(stale, {**DOCUMENT, "_id": 1}, batch_size=_BATCH) as found:
                async for record in found:
                    await _rewrite_one(records, collection, record)
                    rewritten += 1
        if rewritten == before:
            break
    return rewritten


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
