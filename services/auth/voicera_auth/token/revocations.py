"""Keeps which tokens must no longer be accepted, for as long as one of them can live."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from voicera_kit.clock import Clock
from voicera_kit.documents import (
    SYSTEM_ORGANIZATION,
    Collection,
    Document,
    DocumentStore,
    Query,
    at_least,
    below,
)
from voicera_kit.errors import InvalidArgument, NotFound
from voicera_kit.identity import MAX_TOKEN_LIFE_S, SKEW_S, NewRevocations, Revocation
from voicera_kit.ids import new_id
from voicera_kit.paging import MAX_SIZE, Page

REVOCATIONS: Final = Collection("revocations", kind="revocation")

_KEPT: Final = timedelta(seconds=MAX_TOKEN_LIFE_S + SKEW_S)
_OVERLAP: Final = timedelta(seconds=10)
"""Replicas' clocks differ: what was added this long before a poll is told again in the next one."""
_AHEAD: Final = timedelta(seconds=10)
"""How far a token's date may be ahead of the clock of who verifies it: they refuse more."""
_SWEPT: Final = 100


class Revocations:
    """A RevocationSource, and where the other services' sources get theirs."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def add(self, organization_id: str, subject: str, issued_before: datetime) -> None:
        """End the organization's tokens of a member, an API key or a session family issued before a moment.

        Every process of the mesh knows within VOICERA_REVOCATIONS_POLL_S.
        """
        body = {
            "organization_id": organization_id,
            "subject": subject,
            "issued_before": issued_before.isoformat(),
        }
        await self._documents.insert(SYSTEM_ORGANIZATION, REVOCATIONS, new_id("rev"), body)
        await self._sweep()

    async def add_for_good(self, organization_id: str, subject: str) -> None:
        """End all tokens of what never comes back, those too that a replica whose clock is ahead has dated."""
        await self.add(organization_id, subject, self._clock.now() + _AHEAD)

    async def since(self, cursor: str) -> NewRevocations:
        """Return a page of what was added since the cursor was given out; all that matters for an unknown one."""
        now = self._clock.now()
        try:
            listing = await self._documents.find(SYSTEM_ORGANIZATION, REVOCATIONS, self._query(cursor))
        except InvalidArgument:
            listing = await self._documents.find(SYSTEM_ORGANIZATION, REVOCATIONS, self._query(""))
        found = [_revocation(document) for document in listing.items]
        if listing.next_token:
            return NewRevocations(found, f"page:{listing.next_token}", has_more=True)
        return NewRevocations(found, f"time:{(now - _OVERLAP).isoformat()}", has_more=False)

    def _query(self, cursor: str) -> Query:
        kind, _, rest = cursor.partition(":")
        now = self._clock.now()
        start = now - _KEPT
        if kind == "time":
            with suppress(ValueError, TypeError):
                asked = datetime.fromisoformat(rest)
                start = max(start, asked) if asked <= now else start
        token = rest if kind == "page" else ""
        return Query(where=(at_least("created_at", start),), page=Page(MAX_SIZE, token))

    async def _sweep(self) -> None:
        """Remove some that no living token is older than: more than one addition can leave behind."""
        query = Query(where=(below("created_at", self._clock.now() - _KEPT),), page=Page(_SWEPT))
        for document in (await self._documents.find(SYSTEM_ORGANIZATION, REVOCATIONS, query)).items:
            with suppress(NotFound):  # another replica was faster
                await self._documents.delete(SYSTEM_ORGANIZATION, REVOCATIONS, document.id)


def _revocation(document: Document) -> Revocation:
    body = document.body
    issued_before = datetime.fromisoformat(body["issued_before"]).astimezone(UTC)
    return Revocation(body["organization_id"], body["subject"], issued_before)
