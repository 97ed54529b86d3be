"""CallService over gRPC."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from types import MappingProxyType
from typing import Final

from voicera.media.v1 import call_pb2, call_service_pb2_grpc
from voicera.media.v1 import call_service_pb2 as pb
from voicera_kit.audit import note_change
from voicera_kit.clock import Clock
from voicera_kit.errors import invalid
from voicera_kit.identity import current_identity
from voicera_kit.ids import new_id
from voicera_kit.paging import page_of
from voicera_kit.server import Context
from voicera_media.call.asked import digest_of
from voicera_media.call.asking import filter_of, sees_numbers
from voicera_media.call.deletion import CallDeletion
from voicera_media.call.model import RUNNING, Call, CallState, End, Progress, Speaker
from voicera_media.call.service import CallService
from voicera_media.call.watch import CallWatch
from voicera_media.call.wire import as_seen, direction_of, hide_caller, message_of, reason_of, state_of
from voicera_media.encryption.vault import Vault
from voicera_media.event.store import EventStore

_MAX_NAME: Final = 200
_MAX_DETAIL: Final = 2000


class CallServicer(call_service_pb2_grpc.CallServiceServicer):
    """`region` is the country of phone numbers written without its code."""

    def __init__(
        self,
        service: CallService,
        deletion: CallDeletion,
        events: EventStore,
        watch: CallWatch,
        vault: Vault,
        clock: Clock,
        region: str,
    ) -> None:
        self._service = service
        self._deletion = deletion
        self._events = events
        self._watch = watch
        self._vault = vault
        self._clock = clock
        self._region = region

    async def CreateCall(self, request: pb.CreateCallRequest, context: Context) -> pb.CreateCallResponse:
        call, created = await self._service.create(self._draft(request))
        return pb.CreateCallResponse(call=await self._message(call), created=created)

    async def AdvanceCall(self, request: pb.AdvanceCallRequest, context: Context) -> call_pb2.Call:
        state = state_of(request.state, "state")
        if state not in {None, CallState.RINGING, CallState.IN_PROGRESS}:
            raise invalid("state", "must be RINGING or IN_PROGRESS")
        _require_short("carrier_call_id", request.carrier_call_id)
        call = await self._service.advance(_organization(), request.call_id, state, request.carrier_call_id)
        return await self._message(call)

    async def EndCall(self, request: pb.EndCallRequest, context: Context) -> call_pb2.Call:
        state = state_of(request.state, "state")
        if state is None or state in RUNNING:
            raise invalid("state", "must be final")
        end = End(state, self._clock.now(), reason_of(request.reason), request.detail[:_MAX_DETAIL])
        speaker = Speaker.CARRIER if request.authoritative else Speaker.CONVERSATION
        return await self._message(await self._service.end(_organization(), request.call_id, speaker, end))

    async def FindCall(self, request: pb.FindCallRequest, context: Context) -> pb.FindCallResponse:
        call = await self._service.find_by_carrier_id(request.carrier_call_id)
        return pb.FindCallResponse(organization_id=call.organization_id, call=await self._message(call))

    async def GetCall(self, request: pb.GetCallRequest, context: Context) -> call_pb2.Call:
        return await self._message(await self._service.get(_organization(), request.call_id))

    async def ListCalls(self, request: pb.ListCallsRequest, context: Context) -> pb.ListCallsResponse:
        page = page_of(request.page_size, request.page_token)
        wanted = filter_of(request, self._clock.now(), self._region)
        listing = await self._service.list(_organization(), wanted, page)
        return pb.ListCallsResponse(
            calls=[await self._message(call) for call in listing.items], next_page_token=listing.next_token
        )

    async def ListCallEvents(
        self, request: pb.ListCallEventsRequest, context: Context
    ) -> pb.ListCallEventsResponse:
        page = page_of(request.page_size, request.page_token)
        call = await self._service.get(_organization(), request.call_id)
        listing = await self._events.find(call.organization_id, call.id, page)
        events = [as_seen(event, numbers=sees_numbers()) for event in listing.items]
        return pb.ListCallEventsResponse(events=events, next_page_token=listing.next_token)

    async def DeleteCall(self, request: pb.DeleteCallRequest, context: Context) -> pb.DeleteCallResponse:
        deleted = await self._deletion.delete(_organization(), request.call_id)
        note_change(message_of(deleted, self._clock.now()), None)
        return pb.DeleteCallResponse()

    async def WatchCall(
        self, request: pb.WatchCallRequest, context: Context
    ) -> AsyncIterator[pb.WatchCallResponse]:
        if request.after_sequence < 0:
            raise invalid("after_sequence", "must not be negative")
        follow = self._watch.follow(_organization(), request.call_id, request.after_sequence)
        async with aclosing(follow) as changes:
            async for change in changes:
                if isinstance(change, Call):
                    yield pb.WatchCallResponse(call=await self._message(change))
                else:
                    yield pb.WatchCallResponse(event=as_seen(change, numbers=sees_numbers()))

    async def _message(self, call: Call) -> call_pb2.Call:
        message = message_of(call, self._clock.now())
        message.has_recording = message.has_recording and await self._vault.can_read(call)
        if not sees_numbers():
            hide_caller(message)
        return message

    def _draft(self, request: pb.CreateCallRequest) -> Call:
        given, now = request.call, self._clock.now()
        state = state_of(given.state, "call.state") or CallState.QUEUED
        direction = direction_of(given.direction, "call.direction")
        if direction is None:
            raise invalid("call.direction", "must be set")
        if state not in RUNNING:
            raise invalid("call.state", "must be QUEUED, RINGING or IN_PROGRESS")
        _require_short("call.agent_id", given.agent_id)
        _require_short("call.carrier_call_id", given.carrier_call_id)
        _require_short("idempotency_key", request.idempotency_key)
        return Call(
            id=new_id("call"),
            organization_id=_organization(),
            revision=1,
            created_at=now,
            seen_at=now,
            agent_id=given.agent_id,
            agent_revision=given.agent_revision,
            direction=direction,
            state=state,
            from_number=getattr(given, "from"),
            to_number=given.to,
            carrier_call_id=given.carrier_call_id,
            idempotency_key=request.idempotency_key,
            asked=digest_of(given) if request.idempotency_key else "",
            answered_at=now if state is CallState.IN_PROGRESS else None,
            progress=Progress(MappingProxyType(dict(given.variables))),
        )


def _organization() -> str:
    return current_identity().organization_id


def _require_short(field: str, text: str) -> None:
    if len(text) > _MAX_NAME:
        raise invalid(field, f"must have at most {_MAX_NAME} characters")
