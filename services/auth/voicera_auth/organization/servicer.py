"""OrganizationService over gRPC."""

from voicera.auth.v1 import organization_service_pb2 as pb
from voicera.auth.v1 import organization_service_pb2_grpc
from voicera_auth.organization.model import Organization
from voicera_auth.organization.service import OrganizationService
from voicera_auth.timestamps import timestamp
from voicera_kit.identity import current_identity
from voicera_kit.server import Context


class OrganizationServicer(organization_service_pb2_grpc.OrganizationServiceServicer):
    def __init__(self, service: OrganizationService) -> None:
        self._service = service

    async def GetOrganization(self, request: pb.GetOrganizationRequest, context: Context) -> pb.Organization:
        return _organization(await self._service.get(current_identity().organization_id))

    async def UpdateOrganization(
        self, request: pb.UpdateOrganizationRequest, context: Context
    ) -> pb.Organization:
        given = request.organization
        change = Organization(
            given.id, given.display_name, given.time_zone, given.revision, given.created_at.ToDatetime()
        )
        organization_id = current_identity().organization_id
        return _organization(
            await self._service.update(organization_id, change, list(request.update_mask.paths))
        )


def _organization(organization: Organization) -> pb.Organization:
    return pb.Organization(
        id=organization.id,
        display_name=organization.display_name,
        time_zone=organization.time_zone,
        revision=organization.revision,
        created_at=timestamp(organization.created_at),
    )
