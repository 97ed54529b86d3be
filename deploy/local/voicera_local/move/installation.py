"""Moves everything an embedded installation keeps, verifies it, and says so in the target."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from voicera_kit.documents import open_documents
from voicera_kit.documents.sqlite.transfer import collections_in
from voicera_kit.objects import open_objects
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.open import NO_ACCESS
from voicera_local.move.documents import Service, Store, compare_documents, move_documents, require_empty
from voicera_local.move.errors import MoveFailed, MoveRefused
from voicera_local.move.objects import compare_objects, move_objects, organizations_in, require_no_objects
from voicera_local.move.pairs import Objects
from voicera_local.move.progress import PROGRESS, SERVICE, Progress
from voicera_local.move.report import Report

WHOLE = "installation"


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the data goes; `data_dir` matters to embedded engines only."""

    documents_url: str
    objects_url: str
    data_dir: Path
    access: ObjectAccess = NO_ACCESS


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved and verified; `before` means that an earlier run did it."""

    documents: int
    objects: int
    before: bool = False


async def move(data_dir: Path, source: str, target: Stores, report: Report) -> Moved:
    """Move the installation named `source` out of `data_dir`, which nobody may use meanwhile.

    It goes on where an earlier attempt ended, and changes nothing once everything has moved: the target may be in use.
    Where that attempt found a difference, the target is made as the source is.
    Raises MoveRefused, MoveFailed, and ServiceError when a store is away.
    """
    files = _stores_in(data_dir)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        progress = Progress(
            await enter(open_documents(target.documents_url, SERVICE, target.data_dir, (PROGRESS,))), source
        )
        done = await progress.read(WHOLE)
        if done is not None:
            return Moved(done["documents"], done["objects"], before=True)
        services = [await enter(_service(file, target)) for file in files]
        objects = Objects(
            await enter(open_objects("directory:", data_dir)),
            await enter(open_objects(target.objects_url, target.data_dir, target.access)),
            organizations_in(data_dir / "objects"),
        )
        for service in services:
            await require_empty(service, progress)
        await require_no_objects(objects, progress)
        for service in services:
            await move_documents(service, progress, report)
        await move_objects(objects, progress, report)
        moved = await _compared(services, objects, progress, report)
        await progress.write(WHOLE, {"documents": moved.documents, "objects": moved.objects})
        return moved


async def _compared(
    services: Sequence[Service], objects: Objects, progress: Progress, report: Report
) -> Moved:
    """Return what is the same here and there; MoveFailed unless that is everything."""
    documents, differing = 0, []
    for service in services:
        count, names = await compare_documents(service, progress, report)
        documents += count
        differing += names
    count, names = await compare_objects(objects, progress)
    differing += names
    if differing:
        raise MoveFailed(
            f"these differ here and there: {', '.join(differing)}. Run this again to bring them as they are here;"
            " what is only there will be removed"
        )
    return Moved(documents, count)


def _stores_in(data_dir: Path) -> list[Path]:
    files = sorted(data_dir.glob("*.db"))
    if not files:
        raise MoveRefused(f"{data_dir} holds no data of an embedded installation")
    return files


@asynccontextmanager
async def _service(file: Path, target: Stores) -> AsyncIterator[Service]:
    collections = collections_in(file)
    async with (
        open_documents(f"sqlite:{file}", file.stem, file.parent, collections) as here,
        open_documents(target.documents_url, file.stem, target.data_dir, collections) as there,
    ):
        yield Service(file.stem, collections, cast("Store", here), cast("Store", there))
