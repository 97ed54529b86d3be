"""Serves telephony.v1.LiveCallService."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera.telephony.v1.live_call_service_pb2_grpc import LiveCallServiceServicer
from voicera_gateway.live.passes import Opening
from voicera_gateway.live.service import LiveService
from voicera_gateway.live.showing import sees_callers, shown
from voicera_gateway.live.watching import Everything, One
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context


class LiveCallServicer(LiveCallServiceServicer):
    def __init__(self, service: LiveService) -> None:
        self._service = service

    async def ListLiveCalls(
        self, request: live.ListLiveCallsRequest, context: Context
    ) -> live.ListLiveCallsResponse:
        identity = current_identity()
        page = page_of(request.page_size, request.page_token)
        listing = self._service.list(identity.organization_id, request.agent_id, page)
        callers = sees_callers(identity)
        calls = [shown(call, callers=callers) for call in listing.items]
        return live.ListLiveCallsResponse(calls=calls, next_page_token=listing.next_token)

    async def WatchLiveCalls(
        self, request: live.WatchLiveCallsRequest, context: Context
    ) -> AsyncIterator[live.WatchLiveCallsResponse]:
        identity = current_identity()
        callers = sees_callers(identity)
        async with aclosing(self._service.watch(identity.organization_id, request.cursor)) as steps:
            async for step in steps:
                yield _told(step, callers=callers)

    async def OpenMonitor(self, request: live.OpenMonitorRequest, context: Context) -> live.Ticket:
        return _ticket(await self._service.open_monitor(current_identity()))

    async def ListenToCall(self, request: live.ListenToCallRequest, context: Context) -> live.Ticket:
        return _ticket(await self._service.listen(current_identity(), request.call_id))

    async def WhisperToAgent(
        self, request: live.WhisperToAgentRequest, context: Context
    ) -> live.WhisperToAgentResponse:
        say = request.kind == live.WHISPER_KIND_SAY
        await self._service.whisper(current_identity(), request.call_id, request.text, say=say)
        return live.WhisperToAgentResponse()

    async def TakeOverCall(self, request: live.TakeOverCallRequest, context: Context) -> live.Ticket:
        return _ticket(await self._service.take_over(current_identity(), request.call_id))

    async def HandBackCall(
        self, request: live.HandBackCallRequest, context: Context
    ) -> live.HandBackCallResponse:
        await self._service.hand_back(current_identity(), request.call_id)
        return live.HandBackCallResponse()

    async def TransferCall(
        self, request: live.TransferCallRequest, context: Context
    ) -> live.TransferCallResponse:
        await self._service.transfer(current_identity(), request.call_id, request.to)
        return live.TransferCallResponse()


def _ticket(opening: Opening) -> live.Ticket:
    ticket = live.Ticket(websocket_path=opening.path)
    ticket.expires_at.FromDatetime(opening.expires_at)
    return ticket


def _told(step: Everything | One, *, callers: bool) -> live.WatchLiveCallsResponse:
    if isinstance(step, Everything):
        calls = [shown(each.call, callers=callers) for each in step.calls if each.call is not None]
        return live.WatchLiveCallsResponse(cursor=step.cursor, snapshot=live.LiveCallsSnapshot(calls=calls))
    change = step.change
    if change.call is None:
        return live.WatchLiveCallsResponse(cursor=step.cursor, ended_call_id=change.call_id)
    return live.WatchLiveCallsResponse(cursor=step.cursor, changed=shown(change.call, callers=callers))
