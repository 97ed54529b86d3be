"""Serves telephony.v1."""

from typing import Final

from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera.telephony.v1.telephony_service_pb2_grpc import TelephonyServiceServicer
from voicera_gateway.telephony.service import Telephony
from voicera_kit.errors import PermissionDenied, invalid
from voicera_kit.identity import Identity, current_identity
from voicera_kit.server import Context

READS_AGENTS: Final = "agents.read"
SEES_NUMBERS: Final = "callers.read"


class TelephonyServicer(TelephonyServiceServicer):
    def __init__(self, service: Telephony) -> None:
        self._service = service

    async def PlaceCall(self, request: telephony.PlaceCallRequest, context: Context) -> calls.Call:
        return await self._service.place_call(current_identity().organization_id, request)

    async def StartBrowserCall(
        self, request: telephony.StartBrowserCallRequest, context: Context
    ) -> telephony.StartBrowserCallResponse:
        identity = current_identity()
        if request.draft:
            _require_reader(identity)
        started = await self._service.start_browser_call(
            identity.organization_id, request, sees_numbers=identity.may(SEES_NUMBERS)
        )
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


def _require_reader(identity: Identity) -> None:
    """A draft says what nobody has published yet: only who may read agents hears it."""
    if not identity.may(READS_AGENTS):
        raise PermissionDenied(READS_AGENTS)
