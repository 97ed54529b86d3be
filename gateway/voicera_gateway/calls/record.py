"""Keeps the archive's record of one call: that it was answered, and how it ended."""

import structlog

from voicera.media.v1 import call_pb2 as calls
from voicera_gateway.archive import Archive, Closing, is_over
from voicera_gateway.calls.ending import Ending
from voicera_gateway.calls.tickets import Admission
from voicera_kit.errors import ServiceError

log = structlog.get_logger()


class CallRecord:
    """An archive that is away costs the record's news, not the call."""

    def __init__(self, archive: Archive, admission: Admission) -> None:
        self._archive = archive
        self._admission = admission

    async def note_answer(self) -> Ending | None:
        """Say that the call is in progress; return how it ended if it is over already."""
        admission = self._admission
        try:
            call = await self._archive.advance(
                admission.organization_id,
                admission.call_id,
                calls.CALL_STATE_IN_PROGRESS,
                admission.carrier_call_id,
            )
        except ServiceError as error:
            log.warning("call_not_advanced", reason=error.reason)
            return None
        if not is_over(call):
            return None
        return Ending(call.end_reason, "the call was over before its media came", told=True)

    async def close(self, ending: Ending, *, authoritative: bool) -> None:
        closing = Closing(calls.CALL_STATE_COMPLETED, ending.reason, ending.detail, authoritative)
        try:
            await self._archive.end(self._admission.organization_id, self._admission.call_id, closing)
        except ServiceError as error:
            log.warning("call_not_closed", reason=error.reason)
