"""MemberService over gRPC."""

from voicera.auth.v1 import member_service_pb2 as pb
from voicera.auth.v1 import member_service_pb2_grpc
from voicera_auth.member import messages
from voicera_auth.member.inviting import Inviting
from voicera_auth.member.service import MemberService
from voicera_auth.roles import grantable_role
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context


class MemberServicer(member_service_pb2_grpc.MemberServiceServicer):
    def __init__(self, members: MemberService, inviting: Inviting) -> None:
        self._members = members
        self._inviting = inviting

    async def ListMembers(self, request: pb.ListMembersRequest, context: Context) -> pb.ListMembersResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._members.members(current_identity().organization_id, page)
        return pb.ListMembersResponse(
            members=map(messages.member, listing.items), next_page_token=listing.next_token
        )

    async def ChangeMemberRole(self, request: pb.ChangeMemberRoleRequest, context: Context) -> pb.Member:
        role = grantable_role(request.role)
        return messages.member(await self._members.change_role(current_identity(), request.user_id, role))

    async def RemoveMember(
        self, request: pb.RemoveMemberRequest, context: Context
    ) -> pb.RemoveMemberResponse:
        await self._members.remove(current_identity(), request.user_id)
        return pb.RemoveMemberResponse()

    async def TransferOwnership(self, request: pb.TransferOwnershipRequest, context: Context) -> pb.Member:
        return messages.member(await self._members.transfer_ownership(current_identity(), request.user_id))

    async def CreatePasswordResetLink(
        self, request: pb.CreatePasswordResetLinkRequest, context: Context
    ) -> pb.Link:
        return messages.link(await self._members.reset_link(current_identity(), request.user_id))

    async def InviteMember(
        self, request: pb.InviteMemberRequest, context: Context
    ) -> pb.InviteMemberResponse:
        role = grantable_role(request.role)
        invitation, link = await self._inviting.invite(current_identity(), request.email, role)
        return pb.InviteMemberResponse(invitation=messages.invitation(invitation), link=messages.link(link))

    async def ListInvitations(
        self, request: pb.ListInvitationsRequest, context: Context
    ) -> pb.ListInvitationsResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._inviting.invitations(current_identity().organization_id, page)
        return pb.ListInvitationsResponse(
            invitations=map(messages.invitation, listing.items), next_page_token=listing.next_token
        )

    async def RevokeInvitation(
        self, request: pb.RevokeInvitationRequest, context: Context
    ) -> pb.RevokeInvitationResponse:
        await self._inviting.revoke(current_identity(), request.id)
        return pb.RevokeInvitationResponse()
