"""Starts and ends calls: the record first, then the carrier, so that no call is without a record."""

import asyncio
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import structlog

from voicera.common.v1 import audio_pb2
from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.archive import Archive, Closing, is_over
from voicera_gateway.calls.peers import Peers
from voicera_gateway.calls.sessions import Sessions
from voicera_gateway.calls.tickets import Admission, Channel, Tickets
from voicera_gateway.directory import Directory
from voicera_gateway.people import called_by, caller_of
from voicera_gateway.telephony import validation
from voicera_gateway.vobiz.accounts import Accounts
from voicera_gateway.vobiz.callbacks import Callbacks, CallToken
from voicera_gateway.vobiz.client import Dial
from voicera_gateway.vobiz.numbers import for_carrier
from voicera_gateway.vobiz.refusals import CallGone
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError, Unavailable, invalid

log = structlog.get_logger()

_PCM_16K: Final = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=16000)


class BrowserCall(NamedTuple):
    """A call that waits for its browser."""

    call: calls.Call
    ticket: str
    expires_at: datetime


class Telephony:
    """Raises ServiceError; see refusals for what the carrier may say."""

    def __init__(
        self,
        directory: Directory,
        archive: Archive,
        tickets: Tickets,
        sessions: Sessions,
        peers: Peers,
        accounts: Accounts,
        callbacks: Callbacks,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._archive = archive
        self._tickets = tickets
        self._sessions = sessions
        self._peers = peers
        self._accounts = accounts
        self._callbacks = callbacks
        self._clock = clock

    async def place_call(self, organization_id: str, request: telephony.PlaceCallRequest) -> calls.Call:
        """Dial once and return the record; the same idempotency key gives the record there is."""
        self._refuse_when_stopping()
        validation.check_place_call(request)
        if not await self._directory.owns_number(organization_id, caller_of(request)):
            raise invalid("from", "must be one of the organization's numbers")
        resolved = await self._directory.resolve_agent(organization_id, request.agent_id)
        queued = calls.Call(
            agent_id=resolved.agent_id,
            agent_revision=resolved.agent_revision,
            direction=calls.DIRECTION_OUTBOUND,
            to=request.to,
            state=calls.CALL_STATE_QUEUED,
            variables=request.variables,
        )
        called_by(caller_of(request), queued)
        created = await self._archive.create(organization_id, queued, request.idempotency_key)
        if not created.created:
            return created.call
        return await self._dial(organization_id, created.call, validation.ring_timeout_s(request))

    async def start_browser_call(
        self, organization_id: str, request: telephony.StartBrowserCallRequest, *, sees_numbers: bool
    ) -> BrowserCall:
        self._refuse_when_stopping()
        validation.check_browser_call(request)
        resolved = await self._directory.resolve_agent(organization_id, request.agent_id, draft=request.draft)
        queued = calls.Call(
            agent_id=resolved.agent_id,
            agent_revision=resolved.agent_revision,
            direction=calls.DIRECTION_BROWSER,
            state=calls.CALL_STATE_QUEUED,
            variables=request.variables,
        )
        call = (await self._archive.create(organization_id, queued)).call
        start = voice.Start(
            call_id=call.id,
            agent_id=resolved.agent_id,
            agent_revision=resolved.agent_revision,
            spec=resolved.spec,
            variables=request.variables,
            caller_audio=_PCM_16K,
            agent_audio=_PCM_16K,
            direction=calls.DIRECTION_BROWSER,
            wants_interim=True,
        )
        admission = Admission(
            organization_id, Channel.BROWSER, "", start, resolved.agent_name, sees_numbers=sees_numbers
        )
        ticket = await self._tickets.issue(admission)
        return BrowserCall(call, ticket, self._clock.now() + timedelta(seconds=self._tickets.ttl_s))

    async def hang_up(self, organization_id: str, call_id: str) -> None:
        """End a call wherever it stands; one that is over is left as it is."""
        call = await self._archive.get(organization_id, call_id)
        if is_over(call):
            return
        await self._sessions.revoke(call_id)
        session = self._sessions.find(call_id)
        if session is not None:
            await session.hang_up(calls.END_REASON_OPERATOR_HUNG_UP)
            return
        is_held = call.state == calls.CALL_STATE_IN_PROGRESS
        if is_held and await self._peers.hang_up(call_id, calls.END_REASON_OPERATOR_HUNG_UP):
            return
        if call.carrier_call_id and not await self._is_gone(organization_id, call.carrier_call_id):
            await self._close(organization_id, call, "", authoritative=False)
        else:
            await self._close(organization_id, call, "ended before it was connected", authoritative=True)

    async def _dial(self, organization_id: str, call: calls.Call, ring_timeout_s: int) -> calls.Call:
        token = CallToken(organization_id, call.id)
        dial = Dial(
            from_=for_carrier(caller_of(call)),
            to=for_carrier(call.to),
            answer_url=self._callbacks.call_url("answer", token),
            ring_url=self._callbacks.call_url("ring", token),
            hangup_url=self._callbacks.call_url("hangup", token),
            ring_timeout_s=ring_timeout_s,
        )
        try:
            call_uuid = await (await self._accounts.client(organization_id)).dial(dial)
        except (ServiceError, asyncio.CancelledError) as error:
            await asyncio.shield(self._fail(organization_id, call, error))
            raise
        return await self._archive.advance(organization_id, call.id, carrier_call_id=call_uuid)

    async def _fail(self, organization_id: str, call: calls.Call, error: BaseException) -> None:
        detail = (
            f"{error.reason}: {error.message}"
            if isinstance(error, ServiceError)
            else "given up while dialling"
        )
        log.warning("call_not_placed", call_id=call.id, reason=detail.partition(":")[0])
        closing = Closing(calls.CALL_STATE_FAILED, calls.END_REASON_CARRIER_ERROR, detail, authoritative=True)
        try:
            await self._archive.end(organization_id, call.id, closing)
        except ServiceError as failure:
            log.warning("call_not_closed", call_id=call.id, reason=failure.reason)

    async def _is_gone(self, organization_id: str, call_uuid: str) -> bool:
        try:
            await (await self._accounts.client(organization_id)).hang_up(call_uuid)
        except CallGone:
            return True
        return False

    async def _close(
        self, organization_id: str, call: calls.Call, detail: str, *, authoritative: bool
    ) -> None:
        answered = call.state == calls.CALL_STATE_IN_PROGRESS
        state = calls.CALL_STATE_COMPLETED if answered else calls.CALL_STATE_CANCELED
        closing = Closing(state, calls.END_REASON_OPERATOR_HUNG_UP, detail, authoritative)
        await self._archive.end(organization_id, call.id, closing)

    def _refuse_when_stopping(self) -> None:
        if self._sessions.is_draining:
            raise Unavailable("this gateway is stopping; another one takes new calls")
