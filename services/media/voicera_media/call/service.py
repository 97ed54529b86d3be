"""The rules of call records."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from voicera_kit.clock import Clock
from voicera_kit.errors import AlreadyExists, FailedPrecondition
from voicera_kit.paging import Listing, Page
from voicera_media.call.directory import CarrierDirectory, Entry
from voicera_media.call.feed import CallFeed
from voicera_media.call.filter import CallFilter
from voicera_media.call.lifecycle import advanced, ended
from voicera_media.call.model import Call, CallState, End, Speaker
from voicera_media.call.store import CallStore


class Policies(Protocol):
    async def key_for_new_calls(self, organization_id: str) -> str: ...


class CallService:
    def __init__(
        self,
        store: CallStore,
        directory: CarrierDirectory,
        policies: Policies,
        feed: CallFeed,
        clock: Clock,
    ) -> None:
        self._store = store
        self._directory = directory
        self._policies = policies
        self._feed = feed
        self._clock = clock

    async def create(self, draft: Call) -> tuple[Call, bool]:
        """Return the record and whether it is new; an idempotency key or carrier's id that is known finds its own.

        FailedPrecondition if the idempotency key's call is another one than is asked for.
        """
        key_id = await self._policies.key_for_new_calls(draft.organization_id)
        draft = replace(draft, encryption_key_id=key_id)
        if draft.idempotency_key:
            call, created = await self._create_by_key(draft)
        elif draft.carrier_call_id:
            return await self._create_by_carrier_id(draft)
        else:
            return await self._store.add(draft), True
        if draft.carrier_call_id and not call.carrier_call_id:
            call = await self._name(call.organization_id, call.id, draft.carrier_call_id)
        return call, created

    async def get(self, organization_id: str, call_id: str) -> Call:
        return await self._store.get(organization_id, call_id)

    async def find_by_carrier_id(self, carrier_call_id: str) -> Call:
        """Search every organization."""
        entry = await self._directory.find(carrier_call_id)
        return await self._store.get(entry.organization_id, entry.call_id)

    async def list(self, organization_id: str, wanted: CallFilter, page: Page) -> Listing[Call]:
        return await self._store.find(organization_id, wanted, page)

    async def advance(
        self, organization_id: str, call_id: str, state: CallState | None, carrier_call_id: str
    ) -> Call:
        if carrier_call_id:
            await self._name(organization_id, call_id, carrier_call_id)
        now = self._clock.now()
        return await self.change(
            organization_id, call_id, lambda call: advanced(call, state, now) if state else call
        )

    async def end(self, organization_id: str, call_id: str, speaker: Speaker, end: End) -> Call:
        return await self.change(organization_id, call_id, lambda call: ended(call, speaker, end))

    async def change(
        self, organization_id: str, call_id: str, change: Callable[[Call], Call], known: Call | None = None
    ) -> Call:
        """Make a change, again if somebody else was faster, and tell who watches."""
        before, after = await self._store.change(organization_id, call_id, change, known)
        if not after.looks_like(before):
            await self._feed.call_changed(organization_id, call_id)
        return after

    async def _create_by_key(self, draft: Call) -> tuple[Call, bool]:
        known = await self._store.by_idempotency_key(draft.organization_id, draft.idempotency_key)
        if known is not None:
            return _same(known, draft), False
        try:
            return await self._store.add(replace(draft, carrier_call_id="")), True
        except AlreadyExists:
            known = await self._store.by_idempotency_key(draft.organization_id, draft.idempotency_key)
            if known is None:
                raise
            return _same(known, draft), False

    async def _create_by_carrier_id(self, draft: Call) -> tuple[Call, bool]:
        """The directory decides who is first; whoever comes later completes what the first may have left."""
        entry = await self._directory.claim(draft.carrier_call_id, Entry(draft.organization_id, draft.id))
        if entry.organization_id != draft.organization_id:
            raise AlreadyExists("call", draft.carrier_call_id, "carrier_call_id")
        try:
            return await self._store.add(replace(draft, id=entry.call_id)), True
        except AlreadyExists:
            return await self._store.get(entry.organization_id, entry.call_id), False

    async def _name(self, organization_id: str, call_id: str, carrier_call_id: str) -> Call:
        """Give the call its carrier's id; FailedPrecondition if it has another, AlreadyExists if it is taken."""
        call = await self._store.get(organization_id, call_id)
        if call.carrier_call_id == carrier_call_id:
            return call
        if call.carrier_call_id:
            raise FailedPrecondition("the call has another carrier's id", reason="CARRIER_CALL_ID_SET")
        entry = await self._directory.claim(carrier_call_id, Entry(organization_id, call_id))
        if entry != Entry(organization_id, call_id):
            raise AlreadyExists("call", carrier_call_id, "carrier_call_id")
        return await self.change(organization_id, call_id, lambda known: _named(known, carrier_call_id))


def _same(known: Call, draft: Call) -> Call:
    """Return the known call; FailedPrecondition if the draft asks for another one. Old records do not say."""
    if known.asked and known.asked != draft.asked:
        raise FailedPrecondition(
            "the idempotency key was used for another call", reason="IDEMPOTENCY_KEY_REUSED"
        )
    return known


def _named(call: Call, carrier_call_id: str) -> Call:
    if call.carrier_call_id not in {"", carrier_call_id}:
        raise FailedPrecondition("the call has another carrier's id", reason="CARRIER_CALL_ID_SET")
    return replace(call, carrier_call_id=carrier_call_id)
