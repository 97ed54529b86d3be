"""Deletes a call with all that belongs to it."""

from dataclasses import replace
from typing import Protocol

from voicera_kit.errors import FailedPrecondition
from voicera_media.call.directory import CarrierDirectory, Entry
from voicera_media.call.model import ArchiveState, Call
from voicera_media.call.service import CallService
from voicera_media.call.store import CallStore

CALL_RUNS = "CALL_RUNS"
"""The call has not ended, or its voice node still sends what happened; FAILED_PRECONDITION."""


class Belongings(Protocol):
    """Something that is kept by call; to delete it again is no error."""

    async def delete(self, organization_id: str, call_id: str) -> None: ...


class CallDeletion:
    def __init__(
        self, calls: CallService, store: CallStore, directory: CarrierDirectory, *belongings: Belongings
    ) -> None:
        self._calls = calls
        self._store = store
        self._directory = directory
        self._belongings = belongings

    async def delete(self, organization_id: str, call_id: str) -> Call:
        """Return the call as it was; CALL_RUNS while it lasts.

        The record is closed first, so that nothing is added any more, and goes last: whatever is cut short on the way
        is finished by deleting the call again.
        """
        before = await self._calls.get(organization_id, call_id)
        await self._calls.change(organization_id, call_id, _emptied)
        for each in self._belongings:
            await each.delete(organization_id, call_id)
        if before.carrier_call_id:
            await self._directory.forget(before.carrier_call_id, Entry(organization_id, call_id))
        await self._store.delete(organization_id, call_id)
        return before


def require_over(call: Call) -> None:
    """Raise FailedPrecondition with CALL_RUNS unless nothing more will be added to the call."""
    if not call.is_over:
        raise FailedPrecondition("the call has not ended", reason=CALL_RUNS)


def _emptied(call: Call) -> Call:
    require_over(call)
    archive = replace(call.archive, state=ArchiveState.CLOSED, samples=0, is_deleted=True)
    return replace(call, archive=archive)
