"""Takes the carrier's word on how far a call got and how it ended."""

import asyncio
from typing import Final

import structlog

from voicera.media.v1 import call_pb2 as calls
from voicera_gateway.archive import Archive, Closing
from voicera_gateway.calls.peers import Peers, Told
from voicera_gateway.calls.sessions import Sessions
from voicera_gateway.vobiz.callbacks import CallToken
from voicera_gateway.vobiz.causes import outcome_of
from voicera_gateway.vobiz.events import HungUp, Ringing

log = structlog.get_logger()

TIMEOUT_S: Final = 6.0


class Endings:
    """Raises ServiceError when the archive cannot be reached: the carrier then tries again."""

    def __init__(self, archive: Archive, sessions: Sessions, peers: Peers) -> None:
        self._archive = archive
        self._sessions = sessions
        self._peers = peers

    async def rang(self, event: Ringing, token: CallToken | None) -> None:
        async with asyncio.timeout(TIMEOUT_S):
            call = token or await self._find(event.call_uuid)
            if call is not None:
                await self._archive.advance(
                    call.organization_id, call.call_id, calls.CALL_STATE_RINGING, event.call_uuid
                )

    async def ended(self, event: HungUp, token: CallToken | None) -> None:
        """Close the record for good and end the conversation, wherever it is held."""
        async with asyncio.timeout(TIMEOUT_S):
            call = token or await self._find(event.call_uuid)
            if call is None:
                await self._peers.note_early_end(event.call_uuid)
                log.info("ended_call_unknown", carrier_call_id=event.call_uuid)
                return
            await self._close(event, call)

    def ended_early(self, call_uuid: str) -> bool:
        """Say whether the end of a call came before the call itself; a call with a record tells by its state."""
        return self._peers.ended_early(call_uuid)

    async def _close(self, event: HungUp, call: CallToken) -> None:
        outcome = outcome_of(event)
        reason = outcome.reason
        await self._sessions.revoke(call.call_id)
        session = self._sessions.find(call.call_id)
        if session is not None:
            reason = session.end_as_told(outcome.reason, outcome.detail)
        else:
            told = Told(call.organization_id, call.call_id, outcome.state, reason, outcome.detail)
            await self._peers.tell(told)
        closing = Closing(outcome.state, reason, outcome.detail, authoritative=True)
        await self._archive.end(call.organization_id, call.call_id, closing)

    async def _find(self, call_uuid: str) -> CallToken | None:
        found = await self._archive.find(call_uuid)
        return None if found is None else CallToken(found.organization_id, found.call.id)
