"""Keeps the records of calls, through media.v1."""

from dataclasses import dataclass

from voicera.media.v1 import call_pb2 as calls
from voicera.media.v1 import call_service_pb2 as service
from voicera.media.v1.call_service_pb2_grpc import CallServiceStub
from voicera_kit.client import Mesh
from voicera_kit.errors import NotFound

TIMEOUT_S = 4.0

_FINAL = calls.CALL_STATE_COMPLETED


@dataclass(frozen=True, slots=True)
class FoundCall:
    """A call and whose it is."""

    organization_id: str
    call: calls.Call


@dataclass(frozen=True, slots=True)
class Closing:
    """What to write at the end of a call; authoritative means nobody else will have a later word."""

    state: calls.CallState.ValueType
    reason: calls.EndReason.ValueType
    detail: str = ""
    authoritative: bool = False


def is_over(call: calls.Call) -> bool:
    return call.state >= _FINAL


class Archive:
    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._calls = mesh.stub(CallServiceStub)

    async def create(
        self, organization_id: str, call: calls.Call, idempotency_key: str = ""
    ) -> service.CreateCallResponse:
        """Return the record, and whether it is new: the same carrier id or key gives the one that exists."""
        request = service.CreateCallRequest(call=call, idempotency_key=idempotency_key)
        metadata = await self._mesh.authorize(organization_id)
        return await self._calls.CreateCall(request, metadata=metadata, timeout=TIMEOUT_S)

    async def advance(
        self,
        organization_id: str,
        call_id: str,
        state: calls.CallState.ValueType = calls.CALL_STATE_UNSPECIFIED,
        carrier_call_id: str = "",
    ) -> calls.Call:
        request = service.AdvanceCallRequest(call_id=call_id, state=state, carrier_call_id=carrier_call_id)
        metadata = await self._mesh.authorize(organization_id)
        return await self._calls.AdvanceCall(request, metadata=metadata, timeout=TIMEOUT_S)

    async def end(self, organization_id: str, call_id: str, closing: Closing) -> calls.Call:
        request = service.EndCallRequest(
            call_id=call_id,
            state=closing.state,
            reason=closing.reason,
            detail=closing.detail,
            authoritative=closing.authoritative,
        )
        metadata = await self._mesh.authorize(organization_id)
        return await self._calls.EndCall(request, metadata=metadata, timeout=TIMEOUT_S)

    async def get(self, organization_id: str, call_id: str) -> calls.Call:
        metadata = await self._mesh.authorize(organization_id)
        request = service.GetCallRequest(call_id=call_id)
        return await self._calls.GetCall(request, metadata=metadata, timeout=TIMEOUT_S)

    async def find(self, carrier_call_id: str) -> FoundCall | None:
        """Return the call the carrier means, of whichever organization."""
        request = service.FindCallRequest(carrier_call_id=carrier_call_id)
        metadata = await self._mesh.authorize("")
        try:
            found = await self._calls.FindCall(request, metadata=metadata, timeout=TIMEOUT_S)
        except NotFound:
            return None
        return FoundCall(found.organization_id, found.call)
