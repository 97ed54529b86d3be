"""Serves telephony.v1."""

from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera.telephony.v1.telephony_service_pb2_grpc import TelephonyServiceServicer
from voicera_gateway.telephony.service import Telephony
from voicera_kit.errors import invalid
from voicera_kit.identity import current_identity
from voicera_kit.server import Context


class TelephonyServicer(TelephonyServiceServicer):
    def __init__(self, service: Telephony) -> None:
        self._service = service

    async def PlaceCall(self, request: telephony.PlaceCallRequest, context: Context) -> calls.Call:
        return await self._service.place_call(current_identity().organization_id, request)

    async def StartBrowserCall(
        self, request: telephony.StartBrowserCallRequest, context: Context
    ) -> telephony.StartBrowserCallResponse:
        started = await self._service.start_browser_call(current_identity().organization_id, request)
        response = telephony.StartBrowserCallResponse(
            call=started.call, websocket_path=f"/v1/browser/{started.ticket}"
        )
        response.expires_at.FromDatetime(started.expires_at)
        return response

    async def HangUpCall(
        self, request: telephony.HangUpCallRequest, context: Context
    ) -> telephony.HangUpCallResponse:
        if not request.call_id:
            raise invalid("call_id", "must not be empty")
        await self._service.hang_up(current_identity().organization_id, request.call_id)
        return telephony.HangUpCallResponse()
