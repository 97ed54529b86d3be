"""Opens the engine a URL names."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

from voicera_kit.objects.directory import DirectoryObjects
from voicera_kit.objects.store import ObjectStore
from voicera_kit.settings import scheme_of


def _directory(rest: str, data_dir: Path) -> ObjectStore:
    """`directory:` is `<data_dir>/objects`, `directory:<path>` that directory."""
    return DirectoryObjects(Path(rest) if rest else data_dir / "objects")


ENGINES: Mapping[str, Callable[[str, Path], ObjectStore]] = MappingProxyType({"directory": _directory})


@asynccontextmanager
async def open_objects(url: str, data_dir: Path) -> AsyncIterator[ObjectStore]:
    """Open the store and close it at the end; SettingsError for an unknown scheme."""
    scheme, rest = scheme_of(url, "OBJECTS_URL", ENGINES)
    store = ENGINES[scheme](rest, data_dir)
    try:
        yield store
    finally:
        await store.close()
