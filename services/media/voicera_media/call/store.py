"""Keeps the records of calls."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from voicera_kit.documents import DocumentStore, Query, Sort, below, equals, first
from voicera_kit.errors import RevisionConflict
from voicera_kit.paging import Listing, Page
from voicera_media.call.document import CALLS, body_of, call_of, milliseconds
from voicera_media.call.filter import CallFilter
from voicera_media.call.model import Call

_ATTEMPTS: Final = 20


class CallStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, call: Call) -> Call:
        """Raise AlreadyExists if the id, the carrier's id or the idempotency key is taken."""
        return call_of(await self._documents.insert(call.organization_id, CALLS, call.id, body_of(call)))

    async def get(self, organization_id: str, call_id: str) -> Call:
        return call_of(await self._documents.get(organization_id, CALLS, call_id))

    async def by_idempotency_key(self, organization_id: str, key: str) -> Call | None:
        found = await first(self._documents, organization_id, CALLS, equals("idempotency_key", key))
        return None if found is None else call_of(found)

    async def change(
        self, organization_id: str, call_id: str, change: Callable[[Call], Call], known: Call | None = None
    ) -> tuple[Call, Call]:
        """Return the call before and after; nothing is written if `change` returns what it was given.

        `known` is the call as it was last seen, which saves reading it if nobody changed it since.
        """
        for _ in range(_ATTEMPTS):
            is_fresh, before = known is None, known or await self.get(organization_id, call_id)
            after, known = change(before), None
            if after == before:
                if is_fresh:
                    return before, before
                continue
            try:
                return before, await self._replace(after)
            except RevisionConflict:
                continue
        raise RevisionConflict(CALLS.kind, call_id)

    async def delete(self, organization_id: str, call_id: str) -> None:
        await self._documents.delete(organization_id, CALLS, call_id)

    async def deletable(self, organization_id: str, ended_before: datetime, page: Page) -> Listing[Call]:
        """Return calls whose events and audio have been kept since before then."""
        query = Query((below("deletable_ms", milliseconds(ended_before)),), Sort("deletable_ms"), page)
        listing = await self._documents.find(organization_id, CALLS, query)
        return Listing(tuple(call_of(each) for each in listing.items), listing.next_token)

    async def find(self, organization_id: str, wanted: CallFilter, page: Page) -> Listing[Call]:
        query = Query(wanted.restrictions(), wanted.order(), page)
        listing = await self._documents.find(organization_id, CALLS, query)
        return Listing(tuple(call_of(each) for each in listing.items), listing.next_token)

    async def _replace(self, call: Call) -> Call:
        return call_of(
            await self._documents.replace(
                call.organization_id, CALLS, call.id, body_of(call), if_revision=call.revision
            )
        )
