"""MemberService over gRPC."""

from google.protobuf import timestamp_pb2

from voicera.auth.v1 import member_service_pb2 as pb
from voicera.auth.v1 import member_service_pb2_grpc
from voicera_auth.organization.model import Member
from voicera_auth.organization.service import OrganizationService
from voicera_auth.roles import ROLE_NUMBERS
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context


class MemberServicer(member_service_pb2_grpc.MemberServiceServicer):
    def __init__(self, service: OrganizationService) -> None:
        self._service = service

    async def ListMembers(self, request: pb.ListMembersRequest, context: Context) -> pb.ListMembersResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._service.members(current_identity().organization_id, page)
        return pb.ListMembersResponse(
            members=[_member(member) for member in listing.items], next_page_token=listing.next_token
        )


def _member(member: Member) -> pb.Member:
    created_at = timestamp_pb2.Timestamp()
    created_at.FromDatetime(member.created_at)
    return pb.Member(
        user_id=member.user_id,
        email=member.email,
        display_name=member.display_name,
        role=ROLE_NUMBERS[member.role],
        created_at=created_at,
    )
