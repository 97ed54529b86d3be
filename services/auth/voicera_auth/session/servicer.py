"""AuthService over gRPC."""

from google.protobuf import timestamp_pb2

from voicera.auth.v1 import auth_service_pb2 as pb
from voicera.auth.v1 import auth_service_pb2_grpc
from voicera_auth.organization.service import OrganizationService
from voicera_auth.organization.servicer import ROLE_NUMBERS
from voicera_auth.session.model import Session
from voicera_auth.session.service import SessionService
from voicera_kit.errors import FailedPrecondition
from voicera_kit.identity import current_identity, permissions_of
from voicera_kit.server import Context


class AuthServicer(auth_service_pb2_grpc.AuthServiceServicer):
    def __init__(self, sessions: SessionService, organizations: OrganizationService) -> None:
        self._sessions = sessions
        self._organizations = organizations

    async def SignIn(self, request: pb.SignInRequest, context: Context) -> pb.Session:
        return _session(await self._sessions.sign_in(request.email, request.password))

    async def RefreshSession(self, request: pb.RefreshSessionRequest, context: Context) -> pb.Session:
        return _session(await self._sessions.refresh(request.refresh_token))

    async def SignOut(self, request: pb.SignOutRequest, context: Context) -> pb.SignOutResponse:
        await self._sessions.sign_out(request.refresh_token)
        return pb.SignOutResponse()

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


def _session(session: Session) -> pb.Session:
    expires_at = timestamp_pb2.Timestamp()
    expires_at.FromDatetime(session.refresh_expires_at)
    return pb.Session(
        access_token=session.access_token,
        expires_in_s=session.access_expires_in_s,
        refresh_token=session.refresh_token,
        refresh_expires_at=expires_at,
    )
