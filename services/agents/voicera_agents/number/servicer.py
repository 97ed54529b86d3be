"""NumberService over gRPC."""

from voicera.agents.v1 import number_service_pb2 as pb
from voicera.agents.v1 import number_service_pb2_grpc
from voicera_agents.number.model import Number
from voicera_agents.number.service import NumberService
from voicera_agents.timestamps import timestamp
from voicera_kit.audit import note_change
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context


class NumberServicer(number_service_pb2_grpc.NumberServiceServicer):
    def __init__(self, service: NumberService) -> None:
        self._service = service

    async def CreateNumber(self, request: pb.CreateNumberRequest, context: Context) -> pb.Number:
        organization_id = current_identity().organization_id
        return _message(await self._service.create(organization_id, _number(request.number)))

    async def GetNumber(self, request: pb.GetNumberRequest, context: Context) -> pb.Number:
        organization_id = current_identity().organization_id
        return _message(await self._service.get(organization_id, request.number_id))

    async def ListNumbers(self, request: pb.ListNumbersRequest, context: Context) -> pb.ListNumbersResponse:
        page = page_of(request.page_size, request.page_token)
        organization_id = current_identity().organization_id
        listing = await self._service.find(organization_id, request.agent_id, page)
        return pb.ListNumbersResponse(
            numbers=map(_message, listing.items), next_page_token=listing.next_token
        )

    async def UpdateNumber(self, request: pb.UpdateNumberRequest, context: Context) -> pb.Number:
        before = await self.GetNumber(pb.GetNumberRequest(number_id=request.number.id), context)
        organization_id, mask = current_identity().organization_id, list(request.update_mask.paths)
        after = _message(await self._service.update(organization_id, _number(request.number), mask))
        note_change(before, after)
        return after

    async def DeleteNumber(
        self, request: pb.DeleteNumberRequest, context: Context
    ) -> pb.DeleteNumberResponse:
        before = await self.GetNumber(pb.GetNumberRequest(number_id=request.number_id), context)
        await self._service.delete(current_identity().organization_id, request.number_id)
        note_change(before, None)
        return pb.DeleteNumberResponse()


def _number(message: pb.Number) -> Number:
    return Number(message.id, message.e164, message.display_name, message.agent_id, message.revision)


def _message(number: Number) -> pb.Number:
    return pb.Number(
        id=number.id,
        e164=number.e164,
        display_name=number.display_name,
        agent_id=number.agent_id,
        revision=number.revision,
        created_at=timestamp(number.created_at),
    )
