"""Opens the engine a URL names."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

from voicera_kit.clock import Clock, SystemClock
from voicera_kit.documents.model import Collection
from voicera_kit.documents.sqlite import SqliteDocuments
from voicera_kit.documents.store import DocumentStore
from voicera_kit.settings import scheme_of

Opener = Callable[[str, str, Path, Sequence[Collection], Clock], Awaitable[DocumentStore]]


async def _sqlite(
    rest: str, name: str, data_dir: Path, collections: Sequence[Collection], clock: Clock
) -> DocumentStore:
    """`sqlite:` is `<data_dir>/<name>.db`, `sqlite:<path>` that file."""
    return await SqliteDocuments.open(Path(rest) if rest else data_dir / f"{name}.db", collections, clock)


ENGINES: Mapping[str, Opener] = MappingProxyType({"sqlite": _sqlite})


@asynccontextmanager
async def open_documents(
    url: str, name: str, data_dir: Path, collections: Sequence[Collection], clock: Clock | None = None
) -> AsyncIterator[DocumentStore]:
    """Open the store of the service `name` and close it at the end; SettingsError for an unknown scheme."""
    scheme, rest = scheme_of(url, "DOCUMENTS_URL", ENGINES)
    store = await ENGINES[scheme](rest, name, data_dir, collections, clock or SystemClock())
    try:
        yield store
    finally:
        await store.close()
