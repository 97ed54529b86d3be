"""Keeps call events. An event is the contract's message: it is stored as its JSON and handed out as it came."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol

from google.protobuf import json_format

from voicera.media.v1.call_event_pb2 import CallEvent
from voicera_kit.documents import (
    Body,
    Collection,
    Condition,
    Document,
    DocumentStore,
    Query,
    Sort,
    above,
    below,
)
from voicera_kit.errors import AlreadyExists, NotFound
from voicera_kit.paging import MAX_SIZE, Listing, Page
from voicera_media.encryption.events import EventCipher

EVENTS: Final = Collection("call_events", kind="call event")

_DIGITS: Final = 12
_DELETED_AT_ONCE: Final = 50
_OLDEST_FIRST: Final = Sort("id")
_NEWEST_FIRST: Final = Sort("id", descending=True)


class Keys(Protocol):
    async def key_of(self, organization_id: str, call_id: str) -> bytes | None: ...


class EventStore:
    """Events are found by their ids, which sort by call and sequence. Those of an encrypted call are encrypted."""

    def __init__(self, documents: DocumentStore, keys: Keys) -> None:
        self._documents = documents
        self._keys = keys

    async def append(self, organization_id: str, call_id: str, events: Sequence[CallEvent]) -> None:
        """Keep the events, in one commit where the engine can; one that is there already stays."""
        cipher = await self._cipher(organization_id, call_id)
        results = await asyncio.gather(
            *(self._insert(organization_id, call_id, each, cipher) for each in events), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, AlreadyExists):
                raise result

    async def last_sequence(self, organization_id: str, call_id: str) -> int:
        """Return up to where none is missing: of a batch that was cut short, a later one may be there alone."""
        of_call = _of_call(call_id, 0)
        listing = await self._documents.find(organization_id, EVENTS, Query(of_call, _NEWEST_FIRST, Page(1)))
        newest = _sequence(listing.items[0].id) if listing.items else 0
        if newest == await self._documents.count(organization_id, EVENTS, of_call):
            return newest
        return await self._before_a_gap(organization_id, call_id)

    async def _before_a_gap(self, organization_id: str, call_id: str) -> int:
        last = 0
        async for event in self.all_after(organization_id, call_id):
            if event.sequence != last + 1:
                break
            last = event.sequence
        return last

    async def find(
        self, organization_id: str, call_id: str, page: Page, after_sequence: int = 0
    ) -> Listing[CallEvent]:
        """Oldest first."""
        cipher = await self._cipher(organization_id, call_id)
        query = Query(_of_call(call_id, after_sequence), _OLDEST_FIRST, page)
        listing = await self._documents.find(organization_id, EVENTS, query)
        return Listing(tuple(_event(each, cipher) for each in listing.items), listing.next_token)

    async def all_after(
        self, organization_id: str, call_id: str, after_sequence: int = 0
    ) -> AsyncIterator[CallEvent]:
        page = Page(MAX_SIZE)
        while True:
            listing = await self.find(organization_id, call_id, page, after_sequence)
            for event in listing.items:
                yield event
            if not listing.next_token:
                return
            page = Page(MAX_SIZE, listing.next_token)

    async def delete(self, organization_id: str, call_id: str) -> None:
        """Remove all events of the call."""
        query = Query(_of_call(call_id, 0), _OLDEST_FIRST, Page(_DELETED_AT_ONCE))
        while (listing := await self._documents.find(organization_id, EVENTS, query)).items:
            await asyncio.gather(*(self._remove(organization_id, each.id) for each in listing.items))

    async def _remove(self, organization_id: str, document_id: str) -> None:
        with suppress(NotFound):
            await self._documents.delete(organization_id, EVENTS, document_id)

    async def _cipher(self, organization_id: str, call_id: str) -> EventCipher | None:
        key = await self._keys.key_of(organization_id, call_id)
        return EventCipher(key, organization_id, call_id) if key else None

    async def _insert(
        self, organization_id: str, call_id: str, event: CallEvent, cipher: EventCipher | None
    ) -> Document:
        document_id = _id(call_id, event.sequence)
        body: Body = json_format.MessageToDict(event, preserving_proto_field_name=True)
        if cipher is not None:
            body = cipher.seal(document_id, body)
        return await self._documents.insert(organization_id, EVENTS, document_id, body)


def _id(call_id: str, sequence: int) -> str:
    return f"{call_id}.{sequence:0{_DIGITS}d}"


def _sequence(document_id: str) -> int:
    return int(document_id.rpartition(".")[2])


def _of_call(call_id: str, after_sequence: int) -> tuple[Condition, ...]:
    return above("id", _id(call_id, max(after_sequence, 0))), below("id", f"{call_id}/")


def _event(document: Document, cipher: EventCipher | None) -> CallEvent:
    body: Any = document.body if cipher is None else cipher.open(document.id, document.body)
    return json_format.ParseDict(body, CallEvent(), ignore_unknown_fields=True)
