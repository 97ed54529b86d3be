"""Moves recordings and other objects, and reads each again where it arrived."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

from voicera_kit.objects import ObjectStore
from voicera_kit.paging import Page
from voicera_local.move.errors import MoveFailed, MoveRefused
from voicera_local.move.pairs import Objects, Pair, in_blocks, pairs
from voicera_local.move.progress import Progress
from voicera_local.move.report import Report

AT_ONCE: Final = 8
NAME: Final = "objects"
DIFFERING: Final = "differing"
"""In the progress: organizations where the next run takes away there what is not as it is here."""

Result = TypeVar("Result")


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
    """Check what an earlier attempt brought, then bring what is missing; MoveFailed if that arrives changed."""
    state = await progress.read(NAME)
    found = [] if state is None else await _check(objects, state.get(DIFFERING, ()), report)
    await progress.write(NAME, {DIFFERING: found})
    for organization_id in objects.organizations:
        await _bring(objects, organization_id, report)


async def compare_objects(objects: Objects, progress: Progress) -> tuple[int, list[str]]:
    """Compare keys and sizes; return how many objects there are, and of which organizations they differ.

    Contents were compared when they were brought, or by the check of what had been.
    """
    state = await progress.read(NAME) or {}
    count, differing = 0, set(state.get(DIFFERING, ()))
    for organization_id in objects.organizations:
        async for here, there in pairs(objects, organization_id):
            count += here is not None
            if here is None or there is None or here.size != there.size:
                differing.add(organization_id)
    await progress.write(NAME, {DIFFERING: sorted(differing)})
    return count, [f"objects of {each}" for each in sorted(differing)]


async def _check(objects: Objects, clearing: Collection[str], report: Report) -> list[str]:
    """Take away there what is not as it is here in the organizations to clear; return the others that have such."""
    differing = []
    for organization_id in objects.organizations:
        changed = [key async for key in _changed(objects, organization_id, report)]
        if organization_id in clearing:
            for key in changed:
                await objects.target.delete(organization_id, key)
        elif changed:
            differing.append(organization_id)
    return differing


async def _changed(objects: Objects, organization_id: str, report: Report) -> AsyncIterator[str]:
    """Yield the keys there that are gone here, or have another content."""
    checked = 0
    async for block in in_blocks(pairs(objects, organization_id), AT_ONCE):
        good = await _at_once(_is_good(objects, organization_id, each) for each in block)
        for (_, there), is_good in zip(block, good, strict=True):
            if there is not None and not is_good:
                yield there.key
        checked += len(block)
        report.note(f"objects of {organization_id}: {checked} checked")


async def _is_good(objects: Objects, organization_id: str, pair: Pair) -> bool:
    """True, too, for what has not been brought yet."""
    here, there = pair
    if here is None or there is None:
        return there is None
    if here.size != there.size:
        return False
    stores = (objects.source, objects.target)
    sent, arrived = await _at_once(_digest(store, organization_id, here.key) for store in stores)
    return sent == arrived


async def _bring(objects: Objects, organization_id: str, report: Report) -> None:
    """Move what is not there."""
    missing = (here.key async for here, there in pairs(objects, organization_id) if here and not there)
    moved = 0
    async for block in in_blocks(missing, AT_ONCE):
        arrived = await _at_once(_move(objects, organization_id, key) for key in block)
        if changed := [key for key, is_whole in zip(block, arrived, strict=True) if not is_whole]:
            raise MoveFailed(f"objects of {organization_id} arrived changed: {', '.join(changed)}")
        moved += len(block)
        report.note(f"objects of {organization_id}: {moved} moved")


async def _move(objects: Objects, organization_id: str, key: str) -> bool:
    """Tell whether the object arrived as it was sent; otherwise it is not there."""
    sent = hashlib.sha256()

    async def content() -> AsyncIterator[bytes]:
        async for block in objects.source.get(organization_id, key):
            sent.update(block)
            yield block

    await objects.target.put(organization_id, key, content())
    if await _digest(objects.target, organization_id, key) == sent.digest():
        return True
    await objects.target.delete(organization_id, key)
    return False


async def _digest(store: ObjectStore, organization_id: str, key: str) -> bytes:
    digest = hashlib.sha256()
    async for block in store.get(organization_id, key):
        digest.update(block)
    return digest.digest()


async def _at_once(work: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """Return all results; of what goes wrong, raise the first."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]
