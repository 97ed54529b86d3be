"""Decides what the carrier does with a call: connect it to an agent, or say why not and hang up."""

import asyncio
from typing import Final

import structlog

from voicera.agents.v1 import agent_service_pb2 as agents
from voicera.agents.v1 import spec_pb2
from voicera.common.v1 import audio_pb2
from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.archive import Archive, Closing, is_over
from voicera_gateway.calls.sessions import Sessions
from voicera_gateway.calls.tickets import Admission, Channel, Tickets
from voicera_gateway.directory import Directory
from voicera_gateway.people import called_by, caller_of
from voicera_gateway.vobiz import xml
from voicera_gateway.vobiz.callbacks import Callbacks, CallToken
from voicera_gateway.vobiz.events import Answered
from voicera_gateway.vobiz.numbers import from_carrier
from voicera_kit.errors import FailedPrecondition, NotFound, ServiceError

log = structlog.get_logger()

TIMEOUT_S: Final = 6.0
"""The carrier wants its answer within ten seconds and likes it within two."""

NOBODY_ANSWERS: Final = "Sorry, nobody answers this number. Goodbye."
APOLOGY: Final = "Sorry, we cannot take your call right now. Please try again later."

_MULAW = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_MULAW, sample_rate_hz=8000)


class Answering:
    """Answers the carrier in any case: what goes wrong behind us is an apology to the caller, not an error."""

    def __init__(
        self,
        directory: Directory,
        archive: Archive,
        tickets: Tickets,
        sessions: Sessions,
        callbacks: Callbacks,
        max_retries: int,
    ) -> None:
        self._directory = directory
        self._archive = archive
        self._tickets = tickets
        self._sessions = sessions
        self._callbacks = callbacks
        self._max_retries = max_retries

    async def answer(self, event: Answered, token: CallToken | None) -> bytes:
        """Return the document for the call; repeated webhooks get the same one."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await (
                    self._outbound(event, token) if token or event.outbound else self._inbound(event)
                )
        except (ServiceError, TimeoutError) as error:
            reason = error.reason if isinstance(error, ServiceError) else "TIMEOUT"
            log.warning("answer_failed", reason=reason, carrier_call_id=event.call_uuid)
            return xml.say_and_hang_up(APOLOGY)

    async def _inbound(self, event: Answered) -> bytes:
        if self._sessions.is_draining:
            return xml.say_and_hang_up(APOLOGY)
        try:
            resolved = await self._directory.resolve_number(event.called)
        except (NotFound, FailedPrecondition) as refusal:
            await self._record_refusal(event, refusal)
            return xml.say_and_hang_up(NOBODY_ANSWERS)
        call = (await self._archive.create(resolved.organization_id, _inbound_call(event, resolved))).call
        if is_over(call):
            return xml.hang_up()
        spec = await self._spec(resolved, call)
        start = _start(call, spec, calls.DIRECTION_INBOUND)
        return await self._connect(resolved.organization_id, event.call_uuid, start, resolved.agent_name)

    async def _spec(self, resolved: agents.ResolveCallResponse, call: calls.Call) -> spec_pb2.AgentSpec:
        """Return what the call's record says: a repeated webhook may have been resolved to another revision."""
        if (resolved.agent_id, resolved.agent_revision) == (call.agent_id, call.agent_revision):
            return resolved.spec
        return await self._directory.spec(resolved.organization_id, call.agent_id, call.agent_revision)

    async def _outbound(self, event: Answered, token: CallToken | None) -> bytes:
        token = token or await self._token_of(event.call_uuid)
        if token is None:
            log.warning("answered_call_unknown", carrier_call_id=event.call_uuid)
            return xml.hang_up()
        call = await self._archive.advance(
            token.organization_id, token.call_id, calls.CALL_STATE_IN_PROGRESS, event.call_uuid
        )
        if is_over(call):
            return xml.hang_up()
        spec, name = await asyncio.gather(
            self._directory.spec(token.organization_id, call.agent_id, call.agent_revision),
            self._directory.agent_name(token.organization_id, call.agent_id),
        )
        start = _start(call, spec, calls.DIRECTION_OUTBOUND)
        return await self._connect(token.organization_id, event.call_uuid, start, name)

    async def _connect(
        self, organization_id: str, call_uuid: str, start: voice.Start, agent_name: str
    ) -> bytes:
        admission = Admission(organization_id, Channel.PHONE, call_uuid, start, agent_name)
        ticket = await self._tickets.issue(admission)
        return xml.stream(self._callbacks.media_url(ticket), self._max_retries)

    async def _token_of(self, call_uuid: str) -> CallToken | None:
        found = await self._archive.find(call_uuid)
        return None if found is None else CallToken(found.organization_id, found.call.id)

    async def _record_refusal(self, event: Answered, refusal: ServiceError) -> None:
        """Keep a record where agents could tell whose number it is."""
        organization_id = refusal.metadata.get("organization_id", "")
        log.info("call_refused", reason=refusal.reason, known=bool(organization_id))
        if not organization_id:
            return
        call = _inbound_call(event, agents.ResolveCallResponse(agent_id=refusal.metadata.get("agent_id", "")))
        created = await self._archive.create(organization_id, call)
        closing = Closing(
            calls.CALL_STATE_FAILED, calls.END_REASON_REFUSED, refusal.reason, authoritative=True
        )
        await self._archive.end(organization_id, created.call.id, closing)


def _inbound_call(event: Answered, resolved: agents.ResolveCallResponse) -> calls.Call:
    call = calls.Call(
        agent_id=resolved.agent_id,
        agent_revision=resolved.agent_revision,
        direction=calls.DIRECTION_INBOUND,
        to=resolved.number or from_carrier(event.called),
        carrier_call_id=event.call_uuid,
        state=calls.CALL_STATE_RINGING,
    )
    return called_by(from_carrier(event.caller), call)


def _start(call: calls.Call, spec: spec_pb2.AgentSpec, direction: calls.Direction.ValueType) -> voice.Start:
    start = voice.Start(
        call_id=call.id,
        agent_id=call.agent_id,
        agent_revision=call.agent_revision,
        spec=spec,
        variables=call.variables,
        caller_audio=_MULAW,
        agent_audio=_MULAW,
        direction=direction,
        to=call.to,
    )
    return called_by(caller_of(call), start)
