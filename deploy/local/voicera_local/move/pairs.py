"""Walks through objects here and there, key by key."""

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from voicera_kit.objects import ObjectInfo, ObjectStore
from voicera_kit.paging import Page

PAGE: Final = 20_000
"""Listing a folder reads all of it, whatever the page is."""

Item = TypeVar("Item")
Pair = tuple[ObjectInfo | None, ObjectInfo | None]
"""What a key holds here and there."""


@dataclass(frozen=True, slots=True)
class Objects:
    """All objects, here and there."""

    source: ObjectStore
    target: ObjectStore
    organizations: Sequence[str]


async def pairs(objects: Objects, organization_id: str) -> AsyncIterator[Pair]:
    """Yield each key that is here or there once, in order."""
    source, target = _listed(objects.source, organization_id), _listed(objects.target, organization_id)
    here, there = await anext(source, None), await anext(target, None)
    while here is not None or there is not None:
        if there is None or (here is not None and here.key < there.key):
            yield here, None
            here = await anext(source, None)
        elif here is None or there.key < here.key:
            yield None, there
            there = await anext(target, None)
        else:
            yield here, there
            here, there = await anext(source, None), await anext(target, None)


async def in_blocks(items: AsyncIterable[Item], size: int) -> AsyncIterator[Sequence[Item]]:
    block: list[Item] = []
    async for item in items:
        block.append(item)
        if len(block) == size:
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
