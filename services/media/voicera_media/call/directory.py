"""Finds the organization and the call behind a carrier's id."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from voicera_kit.documents import SYSTEM_ORGANIZATION, Collection, Document, DocumentStore
from voicera_kit.errors import AlreadyExists, NotFound

CARRIER_CALLS: Final = Collection("carrier_calls", kind="call")


@dataclass(frozen=True, slots=True)
class Entry:
    organization_id: str
    call_id: str


class CarrierDirectory:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def claim(self, carrier_call_id: str, entry: Entry) -> Entry:
        """Return whose the carrier's id is: this call's, or the one's that was first."""
        body = {"organization_id": entry.organization_id, "call_id": entry.call_id}
        try:
            await self._documents.insert(SYSTEM_ORGANIZATION, CARRIER_CALLS, carrier_call_id, body)
        except AlreadyExists:
            return await self.find(carrier_call_id)
        return entry

    async def forget(self, carrier_call_id: str, entry: Entry) -> None:
        """Remove the carrier's id if it is this call's; again is no error."""
        with suppress(NotFound):
            if await self.find(carrier_call_id) == entry:
                await self._documents.delete(SYSTEM_ORGANIZATION, CARRIER_CALLS, carrier_call_id)

    async def find(self, carrier_call_id: str) -> Entry:
        if not carrier_call_id:
            raise NotFound(CARRIER_CALLS.kind, carrier_call_id)
        return _entry(await self._documents.get(SYSTEM_ORGANIZATION, CARRIER_CALLS, carrier_call_id))


def _entry(document: Document) -> Entry:
    return Entry(document.body["organization_id"], document.body["call_id"])
