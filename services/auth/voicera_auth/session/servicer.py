"""AuthService over gRPC."""

from google.protobuf import timestamp_pb2

from voicera.auth.v1 import auth_service_pb2 as pb
from voicera.auth.v1 import auth_service_pb2_grpc
from voicera_auth.session.model import Session
from voicera_auth.session.service import SessionService
from voicera_kit.server import Context


class AuthServicer(auth_service_pb2_grpc.AuthServiceServicer):
    def __init__(self, sessions: SessionService) -> None:
        self._sessions = sessions

    async def SignIn(self, request: pb.SignInRequest, context: Context) -> pb.Session:
        return _session(await self._sessions.sign_in(request.email, request.password))

    async def RefreshSession(self, request: pb.RefreshSessionRequest, context: Context) -> pb.Session:
        return _session(await self._sessions.refresh(request.refresh_token))

    async def SignOut(self, request: pb.SignOutRequest, context: Context) -> pb.SignOutResponse:
        await self._sessions.sign_out(request.refresh_token)
        return pb.SignOutResponse()


def _session(session: Session) -> pb.Session:
    expires_at = timestamp_pb2.Timestamp()
    expires_at.FromDatetime(session.refresh_expires_at)
    return pb.Session(
        access_token=session.access_token,
        expires_in_s=session.access_expires_in_s,
        refresh_token=session.refresh_token,
        refresh_expires_at=expires_at,
    )
