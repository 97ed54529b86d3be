"""Moves the documents of one service, block by block."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

from voicera_kit.documents import Collection
from voicera_kit.documents.transfer import BEGINNING, Place, Transferable, place_of
from voicera_local.move.errors import MoveFailed, MoveRefused
from voicera_local.move.progress import Progress
from voicera_local.move.report import Report
from voicera_local.move.tally import Tally


@dataclass(frozen=True, slots=True)
class Service:
    """One service's documents, here and there."""

    name: str
    collections: Sequence[Collection]
    source: Transferable
    target: Transferable

    def progress_name(self, collection: Collection) -> str:
        return f"{self.name}.{collection.name}"


async def require_empty(service: Service, progress: Progress) -> None:
    """Refuse a target that has documents we did not bring."""
    for collection in service.collections:
        began = await progress.read(service.progress_name(collection)) is not None
        if not began and await _holds_any(service.target, collection):
            raise MoveRefused(f"the target already holds {service.progress_name(collection)}")


async def move_documents(service: Service, progress: Progress, report: Report) -> None:
    """Go on where the last attempt ended. A block is written before its progress: at worst it is written twice."""
    for collection in service.collections:
        name = service.progress_name(collection)
        state = await progress.read(name) or {}
        place: Place = tuple(state.get("after", BEGINNING))
        moved = int(state.get("moved", 0))
        if not state:
            await progress.write(name, {"after": BEGINNING, "moved": 0})
        async for block in service.source.dump(collection, place):
            await service.target.load(collection, block)
            moved += len(block)
            await progress.write(name, {"after": place_of(block[-1]), "moved": moved})
            report.note(f"{name}: {moved} documents moved")


async def verify_documents(service: Service, report: Report) -> int:
    """Compare counts and checksums of every collection; returns how many documents there are."""
    total = 0
    for collection in service.collections:
        name = service.progress_name(collection)
        here, there = await _tally(service.source, collection), await _tally(service.target, collection)
        if here != there:
            raise MoveFailed(f"{name} differs: {here.count} documents here, {there.count} there")
        report.say(f"{name}: {here.count} documents verified")
        total += here.count
    return total


async def _holds_any(store: Transferable, collection: Collection) -> bool:
    async with aclosing(store.dump(collection)) as blocks:
        async for _ in blocks:
            return True
    return False


async def _tally(store: Transferable, collection: Collection) -> Tally:
    tally = Tally()
    async for block in store.dump(collection):
        tally = tally.plus(block)
    return tally
