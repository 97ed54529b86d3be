"""Opens the engine a URL names."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from voicera_kit.clock import Clock, SystemClock
from voicera_kit.documents.model import Collection, Migrated
from voicera_kit.documents.sqlite import SqliteDocuments
from voicera_kit.documents.store import DocumentStore
from voicera_kit.settings import scheme_of


@dataclass(frozen=True, slots=True)
class Opening:
    """Whose store is opened, and how."""

    url: str
    name: str
    data_dir: Path
    collections: Sequence[Collection]
    clock: Clock
    migrates: bool


async def _sqlite(opening: Opening) -> DocumentStore:
    """`sqlite:` is `<data_dir>/<name>.db`, `sqlite:<path>` that file; always migrated, being this process's own."""
    rest = opening.url.removeprefix("sqlite:")
    path = Path(rest) if rest else opening.data_dir / f"{opening.name}.db"
    return await SqliteDocuments.open(path, opening.collections, opening.clock)


async def _migrate_sqlite(_opening: Opening) -> Migrated:
    """There is nothing to do ahead of a start."""
    return Migrated()


async def _mongodb(opening: Opening) -> DocumentStore:
    """`mongodb://<hosts>/` is the database `voicera_<name>` there, `mongodb://<hosts>/<prefix>` `<prefix>_<name>`."""
    # Only who uses it pays for the driver.
    from voicera_kit.documents.mongodb import MongoDocuments  # noqa: PLC0415

    return await MongoDocuments.open(
        opening.url, opening.name, opening.collections, opening.clock, migrates=opening.migrates
    )


async def _migrate_mongodb(opening: Opening) -> Migrated:
    from voicera_kit.documents.mongodb import migrate_at  # noqa: PLC0415 - as above

    return await migrate_at(opening.url, opening.name, opening.collections)


ENGINES: Mapping[str, Callable[[Opening], Awaitable[DocumentStore]]] = MappingProxyType({
    "sqlite": _sqlite,
    "mongodb": _mongodb,
    "mongodb+srv": _mongodb,
})
MIGRATIONS: Mapping[str, Callable[[Opening], Awaitable[Migrated]]] = MappingProxyType({
    "sqlite": _migrate_sqlite,
    "mongodb": _migrate_mongodb,
    "mongodb+srv": _migrate_mongodb,
})


@asynccontextmanager
async def open_documents(
    url: str,
    name: str,
    data_dir: Path,
    collections: Sequence[Collection],
    clock: Clock | None = None,
    *,
    migrates: bool = True,
) -> AsyncIterator[DocumentStore]:
    """Open the store of the service `name` and close it at the end.

    SettingsError for an unknown scheme, and for a store that is not migrated if this must not do it.
    """
    scheme, _ = scheme_of(url, "DOCUMENTS_URL", ENGINES)
    store = await ENGINES[scheme](Opening(url, name, data_dir, collections, clock or SystemClock(), migrates))
    try:
        yield store
    finally:
        await store.close()


async def migrate(url: str, name: str, data_dir: Path, collections: Sequence[Collection]) -> Migrated:
    """Bring the store of the service `name` up to what it declares; safe from several replicas at once."""
    scheme, _ = scheme_of(url, "DOCUMENTS_URL", MIGRATIONS)
    opening = Opening(url, name, data_dir, collections, SystemClock(), migrates=True)
    return await MIGRATIONS[scheme](opening)
