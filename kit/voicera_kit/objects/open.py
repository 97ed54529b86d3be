"""Opens the engine a URL names."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.directory import DirectoryObjects
from voicera_kit.objects.store import ObjectStore
from voicera_kit.settings import scheme_of

Opener = Callable[[str, Path, ObjectAccess], ObjectStore]

NO_ACCESS = ObjectAccess()


def _directory(rest: str, data_dir: Path, _access: ObjectAccess) -> ObjectStore:
    """`directory:` is `<data_dir>/objects`, `directory:<path>` that directory."""
    return DirectoryObjects(Path(rest) if rest else data_dir / "objects")


def _s3(rest: str, _data_dir: Path, access: ObjectAccess) -> ObjectStore:
    """`s3:https://host:port/bucket?region=name&ca=file`."""
    from voicera_kit.objects.s3 import S3Address, S3Objects  # noqa: PLC0415 - the driver loads where it is used

    return S3Objects.open(S3Address.parse(rest), access)


ENGINES: Mapping[str, Opener] = MappingProxyType({"directory": _directory, "s3": _s3})


@asynccontextmanager
async def open_objects(
    url: str, data_dir: Path, access: ObjectAccess = NO_ACCESS
) -> AsyncIterator[ObjectStore]:
    """Open the store and close it at the end; SettingsError for an unknown scheme or a malformed address."""
    scheme, rest = scheme_of(url, "OBJECTS_URL", ENGINES)
    store = ENGINES[scheme](rest, data_dir, access)
    try:
        yield store
    finally:
        await store.close()
