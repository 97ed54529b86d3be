"""A hundred thousand documents are paged in order; the time is printed (pytest -s)."""

import asyncio
import itertools
import sys
import time

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, DocumentStore, Query, Sort
from voicera_kit.paging import Page

COUNT = 100_000
WRITERS = 200
SIZES = {"SqliteDocuments": 500, "MongoDocuments": 20_000}
"""FerretDB reads everything for every page (FERRETDB.md), so that its pages have to be few."""


@pytest.mark.integration
@pytest.mark.timeout(600)
async def test_a_hundred_thousand_documents_are_paged_in_order(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    started = time.monotonic()
    numbers = iter(range(COUNT))
    await asyncio.gather(*(write(store, agents, numbers) for _ in range(WRITERS)))
    written = time.monotonic()
    page, seen = Page(SIZES[type(store).__name__]), 0
    last = (-1, "")
    while True:
        listing = await store.find("org_1", agents, Query(sort=Sort("cost"), page=page))
        order = [(each.body["cost"], each.id) for each in listing.items]
        assert all(one < other for one, other in itertools.pairwise([last, *order]))
        seen, last = seen + len(order), order[-1]
        if not listing.next_token:
            break
        page = Page(page.size, listing.next_token)
    read = time.monotonic()
    sys.stdout.write(
        f"\n{type(store).__name__}: {COUNT} written in {written - started:.1f} s,"
        f" read in pages of {page.size} in {read - written:.1f} s\n"
    )
    assert seen == COUNT


async def write(store: DocumentStore, agents: Collection, numbers) -> None:
    for number in numbers:
        body = {"name": f"name {number}", "status": "live", "cost": number % 1000}
        await store.insert("org_1", agents, f"agent_{number:06}", body)
