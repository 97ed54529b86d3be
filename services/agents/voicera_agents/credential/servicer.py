"""CredentialService over gRPC."""

from voicera.agents.v1 import credential_service_pb2 as pb
from voicera.agents.v1 import credential_service_pb2_grpc
from voicera_agents.credential.model import Credential
from voicera_agents.credential.service import CredentialService
from voicera_agents.timestamps import timestamp
from voicera_kit.audit import note_change
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context


class CredentialServicer(credential_service_pb2_grpc.CredentialServiceServicer):
    def __init__(self, service: CredentialService) -> None:
        self._service = service

    async def CreateCredential(self, request: pb.CreateCredentialRequest, context: Context) -> pb.Credential:
        organization_id = current_identity().organization_id
        credential = await self._service.create(
            organization_id, request.vendor, request.display_name, request.values
        )
        return _message(credential)

    async def GetCredential(self, request: pb.GetCredentialRequest, context: Context) -> pb.Credential:
        return _message(await self._service.get(current_identity().organization_id, request.id))

    async def ListCredentials(
        self, request: pb.ListCredentialsRequest, context: Context
    ) -> pb.ListCredentialsResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._service.find(current_identity().organization_id, page)
        return pb.ListCredentialsResponse(
            credentials=map(_message, listing.items), next_page_token=listing.next_token
        )

    async def ReplaceCredential(
        self, request: pb.ReplaceCredentialRequest, context: Context
    ) -> pb.Credential:
        before = await self.GetCredential(pb.GetCredentialRequest(id=request.id), context)
        credential = await self._service.replace(
            current_identity().organization_id,
            request.id,
            request.display_name,
            request.values,
            request.revision,
        )
        after = _message(credential)
        note_change(before, after)
        return after

    async def DeleteCredential(
        self, request: pb.DeleteCredentialRequest, context: Context
    ) -> pb.DeleteCredentialResponse:
        before = await self.GetCredential(pb.GetCredentialRequest(id=request.id), context)
        await self._service.delete(current_identity().organization_id, request.id)
        note_change(before, None)
        return pb.DeleteCredentialResponse()

    async def ResolveCredential(
        self, request: pb.ResolveCredentialRequest, context: Context
    ) -> pb.ResolveCredentialResponse:
        credential = await self._service.resolve(current_identity().organization_id, request.vendor)
        return pb.ResolveCredentialResponse(
            id=credential.id, revision=credential.revision, sealed=credential.sealed
        )


def _message(credential: Credential) -> pb.Credential:
    return pb.Credential(
        id=credential.id,
        vendor=credential.vendor,
        display_name=credential.display_name,
        masked=credential.masked,
        revision=credential.revision,
        created_at=timestamp(credential.created_at),
        updated_at=timestamp(credential.updated_at),
    )
