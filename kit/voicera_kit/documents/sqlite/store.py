"""Keeps documents in one SQLite file per service."""

# ruff: noqa: A002 - `id` is the field's name; names in SQL are checked where they are declared
import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
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
from voicera_kit.documents.query import OLDEST_FIRST, Group, Measure, Query, Restriction
from voicera_kit.documents.sqlite import reads, transfer, writes
from voicera_kit.documents.sqlite.tables import connect, prepare
from voicera_kit.documents.sqlite.threads import Readers, Writer
from voicera_kit.documents.sqlite.values import index_values
from voicera_kit.documents.transfer import BEGINNING, Place, place_of
from voicera_kit.documents.values import microseconds, text_of
from voicera_kit.feed import Feed, Subscription
from voicera_kit.paging import Listing

Result = TypeVar("Result")


class SqliteDocuments:
    """A DocumentStore; make one with `open`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, clock: Clock) -> None:
        self._clock = clock
        self._readers = Readers(path)
        self._writer = Writer(connection)
        self._feed = Feed[Change]()

    @classmethod
    async def open(cls, path: Path, collections: Sequence[Collection], clock: Clock | None = None) -> Self:
        """Open or create the file and bring its tables up to date."""
        return cls(path, await asyncio.to_thread(_prepared, path, collections), clock or SystemClock())

    async def get(self, organization_id: str, collection: Collection, id: str) -> Document:
        require_organization(organization_id)
        return await self._readers.run(
            lambda connection: reads.get(connection, organization_id, collection, id)
        )

    async def find(
        self, organization_id: str, collection: Collection, query: Query = OLDEST_FIRST
    ) -> Listing[Document]:
        require_organization(organization_id)
        cursor = read_cursor(collection, query)
        return await self._readers.run(
            lambda connection: reads.find(connection, organization_id, collection, query, cursor)
        )

    async def count(
        self, organization_id: str, collection: Collection, where: Sequence[Restriction] = ()
    ) -> int:
        groups = await self.aggregate(organization_id, collection, where=where)
        return groups[0].count

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
        return await self._readers.run(
            lambda connection: reads.aggregate(
                connection, organization_id, collection, where, group_by, measures
            )
        )

    async def scan(
        self,
        organization_id: str,
        collection: Collection,
        fields: Sequence[str],
        where: Sequence[Restriction] = (),
    ) -> AsyncGenerator[Sequence[tuple[Value, ...]], None]:
        require_organization(organization_id)
        after: reads.Mark | None = None
        while True:
            rows, after = await self._readers.run(
                partial(
                    reads.scan,
                    organization_id=organization_id,
                    collection=collection,
                    fields=fields,
                    where=where,
                    after=after,
                )
            )
            yield rows
            if after is None:
                return

    async def insert(self, organization_id: str, collection: Collection, id: str, body: Body) -> Document:
        require_organization(organization_id)
        text, values, now = text_of(body), index_values(collection, body), self._now_us()
        return await self._change(
            collection,
            "inserted",
            lambda connection: writes.insert(connection, organization_id, collection, id, text, values, now),
        )

    async def replace(
        self, organization_id: str, collection: Collection, id: str, body: Body, *, if_revision: int
    ) -> Document:
        require_organization(organization_id)
        text, values, now = text_of(body), index_values(collection, body), self._now_us()
        return await self._change(
            collection,
            "replaced",
            lambda connection: writes.replace(
                connection, organization_id, collection, id, text, values, now, if_revision
            ),
        )

    async def delete(
        self, organization_id: str, collection: Collection, id: str, *, if_revision: int | None = None
    ) -> None:
        require_organization(organization_id)
        await self._change(
            collection,
            "deleted",
            lambda connection: writes.delete(connection, organization_id, collection, id, if_revision),
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
        return await self._write(
            lambda connection: writes.claim(
                connection,
                organization_id,
                collection,
                where,
                owner,
                self._now_us(),
                self._now_us(lease_s),
            )
        )

    async def renew(
        self, organization_id: str, collection: Collection, id: str, *, owner: str, lease_s: float
    ) -> bool:
        require_organization(organization_id)
        now, until = self._now_us(), self._now_us(lease_s)
        return await self._write(
            lambda connection: writes.renew(connection, organization_id, collection, id, owner, now, until)
        )

    async def release(self, organization_id: str, collection: Collection, id: str, *, owner: str) -> None:
        require_organization(organization_id)
        await self._write(
            lambda connection: writes.release(connection, organization_id, collection, id, owner)
        )

    def watch(
        self, organization_id: str, collection: Collection, *, capacity: int = 1000
    ) -> Subscription[Change]:
        require_organization(organization_id)
        return self._feed.subscribe((organization_id, collection.name), capacity)

    async def dump(
        self, collection: Collection, after: Place = BEGINNING
    ) -> AsyncGenerator[tuple[Document, ...], None]:
        while block := await self._block(collection, after):
            yield block
            after = place_of(block[-1])

    async def load(self, collection: Collection, documents: Sequence[Document]) -> None:
        await self._write(lambda connection: transfer.load(connection, collection, documents))

    async def ping(self) -> None:
        await self._readers.run(reads.ping)

    async def close(self) -> None:
        self._feed.close()
        await self._writer.close()
        await asyncio.to_thread(self._readers.close)

    async def _block(self, collection: Collection, after: Place) -> tuple[Document, ...]:
        return await self._readers.run(lambda connection: transfer.block(connection, collection, after))

    def _now_us(self, plus_s: float = 0) -> int:
        return microseconds(self._clock.now() + timedelta(seconds=plus_s))

    async def _write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return await self._writer.run(work, lambda _: None)

    async def _change(
        self, collection: Collection, kind: ChangeKind, work: Callable[[sqlite3.Connection], Document]
    ) -> Document:
        return await self._writer.run(
            work, lambda document: self._announce(collection, Change(kind, document))
        )

    def _announce(self, collection: Collection, change: Change) -> None:
        self._feed.publish((change.document.organization_id, collection.name), change)


def _prepared(path: Path, collections: Sequence[Collection]) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(path)
    connection.execute("BEGIN IMMEDIATE")
    for collection in collections:
        prepare(connection, collection)
    connection.execute("COMMIT")
    return connection
