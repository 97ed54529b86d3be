"""Very many documents are paged in order; the time is printed (pytest -s)."""

import itertools
import sys
import time

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, Document, DocumentStore, Query, Sort
from voicera_kit.paging import Page

BLOCK = 500


@pytest.mark.integration
@pytest.mark.timeout(600)
async def test_very_many_documents_are_paged_in_order(
    store: DocumentStore, agents: Collection, clock: VirtualClock, many: tuple[int, int]
) -> None:
    count, size = many
    started = time.monotonic()
    for first in range(0, count, BLOCK):
        await store.load(agents, [document(number, clock) for number in range(first, first + BLOCK)])
    written = time.monotonic()
    page, seen = Page(size), 0
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
        f"\n{type(store).__name__}: {count} written in {written - started:.1f} s,"
        f" read in pages of {page.size} in {read - written:.1f} s\n"
    )
    assert seen == count


def document(number: int, clock: VirtualClock) -> Document:
    body = {"name": f"name {number}", "status": "live", "cost": number % 1000}
    return Document(f"agent_{number:06}", "org_1", 1, body, clock.now(), clock.now())
