"""Moves recordings and other objects, and reads each again where it arrived."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voicera_kit.objects import ObjectInfo, ObjectStore
from voicera_kit.paging import Page
from voicera_local.move.errors import MoveFailed, MoveRefused
from voicera_local.move.progress import Progress
from voicera_local.move.report import Report

PAGE: Final = 20_000
"""Listing a folder reads all of it, whatever the page is."""
AT_ONCE: Final = 8
NAME: Final = "objects"


@dataclass(frozen=True, slots=True)
class Objects:
    """All objects, here and there."""

    source: ObjectStore
    target: ObjectStore
    organizations: Sequence[str]


def organizations_in(folder: Path) -> tuple[str, ...]:
    """Whose objects a folder of the embedded engine holds."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(each.name for each in folder.iterdir() if not each.name.startswith(".")))


async def require_no_objects(objects: Objects, progress: Progress) -> None:
    """Refuse a target that has objects we did not bring."""
    if await progress.read(NAME) is not None:
        return
    for organization_id in objects.organizations:
        if (await objects.target.list(organization_id, "", Page(1))).items:
            raise MoveRefused("the target already holds objects")


async def move_objects(objects: Objects, progress: Progress, report: Report) -> None:
    """Go on where the last attempt ended; MoveFailed if what arrived is not what was sent."""
    state = await progress.read(NAME) or {"organization_id": "", "key": "", "moved": 0}
    await progress.write(NAME, state)
    moved = int(state["moved"])
    for organization_id in objects.organizations:
        if organization_id < state["organization_id"]:
            continue
        after = state["key"] if organization_id == state["organization_id"] else ""
        async for block in _blocks(objects.source, organization_id, after):
            async with asyncio.TaskGroup() as group:
                for info in block:
                    group.create_task(_move(objects, organization_id, info.key))
            moved += len(block)
            await progress.write(
                NAME, {"organization_id": organization_id, "key": block[-1].key, "moved": moved}
            )
            report.note(f"{moved} objects moved")


async def verify_objects(objects: Objects) -> int:
    """Compare what is listed here and there by key and size; returns how many objects there are."""
    count = 0
    for organization_id in objects.organizations:
        here, there = _listed(objects.source, organization_id), _listed(objects.target, organization_id)
        async for info in here:
            arrived = await anext(there, None)
            if arrived is None or (arrived.key, arrived.size) != (info.key, info.size):
                raise MoveFailed(f"object {info.key} of {organization_id} has not arrived whole")
            count += 1
        if await anext(there, None) is not None:
            raise MoveFailed(f"the target has objects of {organization_id} that are not here")
    return count


async def _move(objects: Objects, organization_id: str, key: str) -> None:
    sent = hashlib.sha256()

    async def content() -> AsyncIterator[bytes]:
        async for block in objects.source.get(organization_id, key):
            sent.update(block)
            yield block

    await objects.target.put(organization_id, key, content())
    arrived = hashlib.sha256()
    async for block in objects.target.get(organization_id, key):
        arrived.update(block)
    if arrived.digest() != sent.digest():
        raise MoveFailed(f"object {key} of {organization_id} arrived changed")


async def _blocks(
    store: ObjectStore, organization_id: str, after: str
) -> AsyncIterator[Sequence[ObjectInfo]]:
    block: list[ObjectInfo] = []
    async for info in _listed(store, organization_id):
        if info.key <= after:
            continue
        block.append(info)
        if len(block) == AT_ONCE:
            yield block
            block = []
    if block:
        yield block


async def _listed(store: ObjectStore, organization_id: str) -> AsyncIterator[ObjectInfo]:
    token = ""
    while True:
        listing = await store.list(organization_id, "", Page(PAGE, token))
        for info in listing.items:
            yield info
        token = listing.next_token
        if not token:
            return
