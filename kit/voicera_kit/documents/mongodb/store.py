"""Keeps documents in one MongoDB database per service."""

# ruff: noqa: A002 - `id` is the field's name
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import timedelta
from typing import Self, TypeVar

from voicera_kit.clock import Clock, SystemClock
from voicera_kit.documents.cursor import read_cursor
from voicera_kit.documents.model import (
    Body,
    Change,
    ChangeKind,
    Collection,
    Document,
    Value,
    require_organization,
)
from voicera_kit.documents.mongodb import reads, transfer, writes
from voicera_kit.documents.mongodb.driver import Client, Database, Requests, Work, connect, ping
from voicera_kit.documents.mongodb.migrations import migrate, require_migrated
from voicera_kit.documents.mongodb.reads import Records
from voicera_kit.documents.query import OLDEST_FIRST, Group, Measure, Query, Restriction
from voicera_kit.documents.transfer import BEGINNING, Place
from voicera_kit.documents.values import microseconds, text_of
from voicera_kit.feed import Feed, Subscription
from voicera_kit.paging import Listing

Result = TypeVar("Result")


class MongoDocuments:
    """A DocumentStore; make one with `open`."""

    def __init__(
        self, client: Client, database: Database, collections: Sequence[Collection], clock: Clock
    ) -> None:
        self._client = client
        self._database = database
        self._known = {collection.name for collection in collections}
        self._clock = clock
        self._requests = Requests()
        self._feed = Feed[Change]()

    @classmethod
    async def open(
        cls,
        url: str,
        name: str,
        collections: Sequence[Collection],
        clock: Clock | None = None,
        *,
        migrates: bool = True,
    ) -> Self:
        """Connect, and bring the indexes up to date, or refuse with SettingsError if they are not."""
        client, database = connect(url, name)
        try:
            await (migrate if migrates else require_migrated)(database, collections)
        except BaseException:
            await client.close()
            raise
        return cls(client, database, collections, clock or SystemClock())

    async def get(self, organization_id: str, collection: Collection, id: str) -> Document:
        require_organization(organization_id)
        async with self._requests.admitted():
            return await reads.get(self._records(collection), organization_id, collection, id)

    async def find(
        self, organization_id: str, collection: Collection, query: Query = OLDEST_FIRST
    ) -> Listing[Document]:
        require_organization(organization_id)
        cursor = read_cursor(collection, query)
        async with self._requests.admitted():
            return await reads.find(self._records(collection), organization_id, collection, query, cursor)

    async def count(
        self, organization_id: str, collection: Collection, where: Sequence[Restriction] = ()
    ) -> int:
        require_organization(organization_id)
        async with self._requests.admitted():
            return await reads.count(self._records(collection), organization_id, collection, where)

    async def aggregate(
        self,
        organization_id: str,
        collection: Collection,
        *,
        where: Sequence[Restriction] = (),
        group_by: Sequence[str] = (),
        measures: Sequence[Measure] = (),
    ) -> tuple[Group, ...]:
        require_organization(organization_id)
        async with self._requests.admitted():
            return await reads.aggregate(
                self._records(collection), organization_id, collection, where, group_by, measures
            )

    async def scan(
        self,
        organization_id: str,
        collection: Collection,
        fields: Sequence[str],
        where: Sequence[Restriction] = (),
    ) -> AsyncGenerator[Sequence[tuple[Value, ...]], None]:
        require_organization(organization_id)
        records = self._records(collection)
        async with (
            self._requests.admitted(),
            aclosing(reads.scan(records, organization_id, collection, fields, where)) as blocks,
        ):
            async for block in blocks:
                yield block

    async def insert(self, organization_id: str, collection: Collection, id: str, body: Body) -> Document:
        require_organization(organization_id)
        written = writes.Written(organization_id, collection, id, body, text_of(body), self._now_us())
        records = self._records(collection)
        return await self._change("inserted", collection, id, lambda: writes.insert(records, written))

    async def replace(
        self, organization_id: str, collection: Collection, id: str, body: Body, *, if_revision: int
    ) -> Document:
        require_organization(organization_id)
        written = writes.Written(organization_id, collection, id, body, text_of(body), self._now_us())
        records = self._records(collection)
        return await self._change(
            "replaced", collection, id, lambda: writes.replace(records, written, if_revision)
        )

    async def delete(
        self, organization_id: str, collection: Collection, id: str, *, if_revision: int | None = None
    ) -> None:
        require_organization(organization_id)
        records = self._records(collection)
        await self._change(
            "deleted",
            collection,
            id,
            lambda: writes.delete(records, organization_id, collection, id, if_revision),
        )

    async def claim(
        self,
        organization_id: str,
        collection: Collection,
        where: Sequence[Restriction],
        *,
        owner: str,
        lease_s: float,
    ) -> Document | None:
        if not organization_id or not owner:
            raise ValueError("a claim names an organization, or EVERY_ORGANIZATION, and its owner")
        clauses = writes.claimable(organization_id, collection, where, self._now_us())
        records, until = self._records(collection), self._now_us(lease_s)
        return await self._write(lambda: writes.claim(records, clauses, owner, until))

    async def renew(
        self, organization_id: str, collection: Collection, id: str, *, owner: str, lease_s: float
    ) -> bool:
        require_organization(organization_id)
        now, until = self._now_us(), self._now_us(lease_s)
        records = self._records(collection)
        return await self._write(lambda: writes.renew(records, organization_id, id, owner, now, until))

    async def release(self, organization_id: str, collection: Collection, id: str, *, owner: str) -> None:
        require_organization(organization_id)
        records = self._records(collection)
        await self._write(lambda: writes.release(records, organization_id, id, owner))

    def watch(
        self, organization_id: str, collection: Collection, *, capacity: int = 1000
    ) -> Subscription[Change]:
        require_organization(organization_id)
        return self._feed.subscribe((organization_id, collection.name), capacity)

    async def dump(
        self, collection: Collection, after: Place = BEGINNING
    ) -> AsyncGenerator[tuple[Document, ...], None]:
        async with self._requests.admitted():
            async for block in transfer.dump(self._records(collection), after):
                yield block

    async def load(self, collection: Collection, documents: Sequence[Document]) -> None:
        records = self._records(collection)
        await self._write(lambda: transfer.load(records, collection, documents))

    async def ping(self) -> None:
        await ping(self._database)

    async def close(self) -> None:
        self._feed.close()
        await self._requests.close()
        await self._client.close()

    def _records(self, collection: Collection) -> Records:
        if collection.name not in self._known:
            raise ValueError(
                f"the store was opened without {collection.name}, whose indexes it cannot vouch for"
            )
        return self._database[collection.name]

    def _now_us(self, plus_s: float = 0) -> int:
        return microseconds(self._clock.now() + timedelta(seconds=plus_s))

    async def _write(self, work: Work[Result]) -> Result:
        return await self._requests.write(work, lambda _: None)

    async def _change(
        self, kind: ChangeKind, collection: Collection, id: str, work: Work[Document]
    ) -> Document:
        async with self._requests.admitted(), self._requests.turn((collection.name, id)):
            return await self._requests.write(
                work, lambda document: self._announce(collection, Change(kind, document))
            )

    def _announce(self, collection: Collection, change: Change) -> None:
        self._feed.publish((change.document.organization_id, collection.name), change)
