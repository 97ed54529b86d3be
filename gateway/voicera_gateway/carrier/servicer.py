"""Serves telephony.v1.CarrierService."""

from typing import Final

from voicera.telephony.v1 import carrier_service_pb2 as pb
from voicera.telephony.v1.carrier_service_pb2_grpc import CarrierServiceServicer
from voicera_gateway.carrier.service import Carrier, Keys
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context

MAX_PAGE_SIZE: Final = 100


class CarrierServicer(CarrierServiceServicer):
    def __init__(self, service: Carrier) -> None:
        self._service = service

    async def CheckCarrier(
        self, request: pb.CheckCarrierRequest, context: Context
    ) -> pb.CheckCarrierResponse:
        keys = Keys(request.auth_id.strip(), request.auth_token.strip())
        organization_id = current_identity().organization_id
        return await self._service.check(organization_id, keys, in_background=request.background)

    async def ListCarrierNumbers(
        self, request: pb.ListCarrierNumbersRequest, context: Context
    ) -> pb.ListCarrierNumbersResponse:
        page = page_of(request.page_size, request.page_token, most=MAX_PAGE_SIZE)
        found = await self._service.numbers(current_identity().organization_id, page)
        return pb.ListCarrierNumbersResponse(numbers=found.items, next_page_token=found.next_token)

    async def ConnectCarrierNumber(
        self, request: pb.ConnectCarrierNumberRequest, context: Context
    ) -> pb.CarrierNumber:
        return await self._service.connect(current_identity().organization_id, request.e164)
