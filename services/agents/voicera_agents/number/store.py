"""Keeps numbers by organization, and a directory that says which organization has a number."""

from datetime import timedelta
from typing import Final

from voicera_agents.number.model import Number
from voicera_kit.clock import Clock
from voicera_kit.documents import (
    SYSTEM_ORGANIZATION,
    Body,
    Collection,
    Document,
    DocumentStore,
    Index,
    Query,
    Sort,
    equals,
    first,
)
from voicera_kit.errors import AlreadyExists, NotFound, RevisionConflict
from voicera_kit.paging import Listing, Page

NUMBERS = Collection("numbers", kind="number", indexes=(Index("e164", unique=True), Index("agent_id")))
DIRECTORY = Collection("number_directory", kind="number")
ABANDONED_AFTER: Final = timedelta(minutes=1)
"""A directory entry this old without its number was left by a process that died while registering it."""


class NumberStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, organization_id: str, number: Number) -> Number:
        """Raise AlreadyExists if the organization has the number."""
        return _number(await self._documents.insert(organization_id, NUMBERS, number.id, _body(number)))

    async def get(self, organization_id: str, number_id: str) -> Number:
        return _number(await self._documents.get(organization_id, NUMBERS, number_id))

    async def replace(self, organization_id: str, number: Number) -> Number:
        """Raise RevisionConflict unless `number.revision` is the stored one."""
        document = await self._documents.replace(
            organization_id, NUMBERS, number.id, _body(number), if_revision=number.revision
        )
        return _number(document)

    async def delete(self, organization_id: str, number_id: str) -> None:
        await self._documents.delete(organization_id, NUMBERS, number_id)

    async def find(self, organization_id: str, agent_id: str, page: Page) -> Listing[Number]:
        """Return numbers, newest first; an empty agent_id means all."""
        where = (equals("agent_id", agent_id),) if agent_id else ()
        query = Query(where, Sort("created_at", descending=True), page)
        listing = await self._documents.find(organization_id, NUMBERS, query)
        return Listing(tuple(map(_number, listing.items)), listing.next_token)

    async def by_e164(self, organization_id: str, e164: str) -> Number | None:
        document = await first(self._documents, organization_id, NUMBERS, equals("e164", e164))
        return _number(document) if document else None

    async def count_leading_to(self, organization_id: str, agent_id: str) -> int:
        return await self._documents.count(organization_id, NUMBERS, (equals("agent_id", agent_id),))


class NumberDirectory:
    """Says which organization has a number. An entry comes before its number and goes after it."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def owner(self, e164: str) -> str | None:
        try:
            entry = await self._documents.get(SYSTEM_ORGANIZATION, DIRECTORY, e164)
        except NotFound:
            return None
        return str(entry.body["organization_id"])

    async def reserve(self, organization_id: str, e164: str) -> bool:
        """Enter the organization as the number's owner; False if another one is.

        An organization's own entry is renewed, so that a registration that was cut short can be repeated.
        """
        body = {"organization_id": organization_id}
        try:
            await self._documents.insert(SYSTEM_ORGANIZATION, DIRECTORY, e164, body)
        except AlreadyExists:
            return await self._take_over(e164, body)
        return True

    async def _take_over(self, e164: str, body: Body) -> bool:
        try:
            entry = await self._documents.get(SYSTEM_ORGANIZATION, DIRECTORY, e164)
            if entry.body != body and not await self._is_abandoned(entry):
                return False
            await self._documents.replace(
                SYSTEM_ORGANIZATION, DIRECTORY, e164, body, if_revision=entry.revision
            )
        except (NotFound, RevisionConflict):
            return False
        return True

    async def _is_abandoned(self, entry: Document) -> bool:
        if self._clock.now() - entry.updated_at < ABANDONED_AFTER:
            return False
        owner = str(entry.body["organization_id"])
        return await first(self._documents, owner, NUMBERS, equals("e164", entry.id)) is None

    async def revision(self, organization_id: str, e164: str) -> int:
        """Return the revision of the organization's own entry, 0 if it has none."""
        try:
            entry = await self._documents.get(SYSTEM_ORGANIZATION, DIRECTORY, e164)
        except NotFound:
            return 0
        return entry.revision if entry.body["organization_id"] == organization_id else 0

    async def release(self, e164: str, revision: int) -> None:
        """Remove the entry unless it was renewed or taken over since it had the revision."""
        try:
            await self._documents.delete(SYSTEM_ORGANIZATION, DIRECTORY, e164, if_revision=revision)
        except (NotFound, RevisionConflict):
            return


def _body(number: Number) -> Body:
    return {"e164": number.e164, "display_name": number.display_name, "agent_id": number.agent_id}


def _number(document: Document) -> Number:
    body = document.body
    return Number(
        document.id,
        body["e164"],
        body["display_name"],
        body["agent_id"],
        document.revision,
        document.created_at,
    )
