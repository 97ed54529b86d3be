"""Moves the documents of one service, block by block."""

from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Final, Protocol

from voicera_kit.documents import Collection, Document, DocumentStore
from voicera_kit.documents.transfer import BEGINNING, Place, Transferable, place_of
from voicera_kit.errors import AlreadyExists, NotFound
from voicera_local.move.errors import MoveRefused
from voicera_local.move.progress import Progress, State
from voicera_local.move.report import Report
from voicera_local.move.tally import Tally

BEGUN: Final[State] = {"after": BEGINNING, "moved": 0}
DIFFERS: Final[State] = {**BEGUN, "differs": True}
"""The next run takes away there what is not as it is here, and loads the whole collection again."""


class Store(DocumentStore, Transferable, Protocol):
    """All that an engine offers."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service's documents, here and there."""

    name: str
    collections: Sequence[Collection]
    source: Store
    target: Store

    def progress_name(self, collection: Collection) -> str:
        return f"{self.name}.{collection.name}"


async def require_empty(service: Service, progress: Progress) -> None:
    """Refuse a target that has documents we did not bring."""
    for collection in service.collections:
        began = await progress.read(service.progress_name(collection)) is not None
        if not began and await _holds_any(service.target, collection):
            raise MoveRefused(f"the target already holds {service.progress_name(collection)}")


async def move_documents(service: Service, progress: Progress, report: Report) -> None:
    """Go on where the last attempt ended, or begin anew with what was found to differ."""
    for collection in service.collections:
        name = service.progress_name(collection)
        state = await progress.read(name)
        if state is None:
            state = BEGUN
            await progress.write(name, state)
        if state.get("differs"):
            await _clear(service, collection)
        # What is gone here may hold a unique value there: the comparison tells.
        with suppress(AlreadyExists):
            await _load(service, collection, state, progress, report)


async def compare_documents(service: Service, progress: Progress, report: Report) -> tuple[int, list[str]]:
    """Compare counts and checksums; return how many documents there are, and which collections differ."""
    total, differing = 0, []
    for collection in service.collections:
        name = service.progress_name(collection)
        here, there = await _tally(service.source, collection), await _tally(service.target, collection)
        total += here.count
        if here == there:
            report.say(f"{name}: {here.count} documents verified")
        else:
            differing.append(f"{name} ({here.count} documents here, {there.count} there)")
            await progress.write(name, DIFFERS)
    return total, differing


async def _load(
    service: Service, collection: Collection, state: State, progress: Progress, report: Report
) -> None:
    """A block is written before its progress: at worst it is written twice."""
    name, moved = service.progress_name(collection), int(state["moved"])
    place: Place = tuple(state["after"])
    async for block in service.source.dump(collection, place):
        await service.target.load(collection, block)
        moved += len(block)
        await progress.write(name, {"after": place_of(block[-1]), "moved": moved})
        report.note(f"{name}: {moved} documents moved")


async def _clear(service: Service, collection: Collection) -> None:
    """Take away there what is changed or gone here, so that its unique values are free."""
    async for block in service.target.dump(collection):
        for document in block:
            if await _same_place(service.source, collection, document) != document:
                await service.target.delete(document.organization_id, collection, document.id)


async def _same_place(store: Store, collection: Collection, document: Document) -> Document | None:
    try:
        return await store.get(document.organization_id, collection, document.id)
    except NotFound:
        return None


async def _holds_any(store: Store, collection: Collection) -> bool:
    async with aclosing(store.dump(collection)) as blocks:
        async for _ in blocks:
            return True
    return False


async def _tally(store: Store, collection: Collection) -> Tally:
    tally = Tally()
    async for block in store.dump(collection):
        tally = tally.plus(block)
    return tally
