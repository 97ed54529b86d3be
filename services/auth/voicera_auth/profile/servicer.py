"""ProfileService over gRPC."""

from voicera.auth.v1 import profile_service_pb2 as pb
from voicera.auth.v1 import profile_service_pb2_grpc
from voicera_auth.organization.service import OrganizationService
from voicera_auth.roles import ROLE_NUMBERS
from voicera_auth.session.service import SessionService
from voicera_kit.errors import FailedPrecondition
from voicera_kit.identity import current_identity, permissions_of
from voicera_kit.server import Context


class ProfileServicer(profile_service_pb2_grpc.ProfileServiceServicer):
    def __init__(self, sessions: SessionService, organizations: OrganizationService) -> None:
        self._sessions = sessions
        self._organizations = organizations

    async def GetProfile(self, request: pb.GetProfileRequest, context: Context) -> pb.Profile:
        identity = current_identity()
        if identity.kind != "member":
            raise FailedPrecondition("a service has no profile", reason="NOT_A_MEMBER")
        organization = await self._organizations.get(identity.organization_id)
        user, member = await self._sessions.profile(identity.organization_id, identity.subject)
        return pb.Profile(
            user_id=user.id,
            email=user.email,
            display_name=user.display_name,
            organization_id=organization.id,
            organization_name=organization.display_name,
            role=ROLE_NUMBERS[member.role],
            permissions=sorted(permissions_of(member.role)),
        )
