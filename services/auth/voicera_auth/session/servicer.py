"""AuthService over gRPC."""

from voicera.auth.v1 import auth_service_pb2 as pb
from voicera.auth.v1 import auth_service_pb2_grpc
from voicera_auth.account.recovery import Recovery
from voicera_auth.account.sign_up import SignUp
from voicera_auth.member.inviting import Inviting
from voicera_auth.oidc.service import OidcSignIn
from voicera_auth.session.client import Client, client_of
from voicera_auth.session.model import Session
from voicera_auth.session.service import SessionService
from voicera_auth.settings import AuthSettings
from voicera_auth.timestamps import timestamp
from voicera_kit.server import Context


class AuthServicer(auth_service_pb2_grpc.AuthServiceServicer):
    def __init__(
        self,
        sessions: SessionService,
        sign_up: SignUp,
        recovery: Recovery,
        inviting: Inviting,
        oidc: OidcSignIn,
        settings: AuthSettings,
    ) -> None:
        self._sessions = sessions
        self._sign_up = sign_up
        self._recovery = recovery
        self._inviting = inviting
        self._oidc = oidc
        self._settings = settings

    async def GetSignInOptions(
        self, request: pb.GetSignInOptionsRequest, context: Context
    ) -> pb.SignInOptions:
        return pb.SignInOptions(
            sign_up_open=self._sign_up.is_open,
            oidc_display_name=self._settings.oidc_display_name if self._settings.oidc_issuer else "",
            mails_links=self._recovery.mails,
        )

    async def SignUp(self, request: pb.SignUpRequest, context: Context) -> pb.Session:
        owner = await self._sign_up.sign_up(
            request.email,
            request.password,
            request.display_name,
            request.organization_name,
            request.time_zone,
        )
        return _session(await self._sessions.open(owner, self._client(context)))

    async def SignIn(self, request: pb.SignInRequest, context: Context) -> pb.Session:
        client = self._client(context)
        session = await self._sessions.sign_in(request.email, request.password, client, code=request.code)
        return _session(session)

    async def RefreshSession(self, request: pb.RefreshSessionRequest, context: Context) -> pb.Session:
        return _session(await self._sessions.refresh(request.refresh_token, self._client(context)))

    async def SignOut(self, request: pb.SignOutRequest, context: Context) -> pb.SignOutResponse:
        await self._sessions.sign_out(request.refresh_token)
        return pb.SignOutResponse()

    async def RequestPasswordReset(
        self, request: pb.RequestPasswordResetRequest, context: Context
    ) -> pb.RequestPasswordResetResponse:
        self._recovery.request(request.email)
        return pb.RequestPasswordResetResponse()

    async def ResetPassword(
        self, request: pb.ResetPasswordRequest, context: Context
    ) -> pb.ResetPasswordResponse:
        await self._recovery.reset(request.token, request.password, self._client(context).address)
        return pb.ResetPasswordResponse()

    async def AcceptInvitation(self, request: pb.AcceptInvitationRequest, context: Context) -> pb.Session:
        user = await self._inviting.accept(request.token, request.display_name, request.password)
        return _session(await self._sessions.open(user, self._client(context)))

    async def StartOidcSignIn(
        self, request: pb.StartOidcSignInRequest, context: Context
    ) -> pb.StartOidcSignInResponse:
        started = await self._oidc.start(request.return_to)
        return pb.StartOidcSignInResponse(authorization_url=started.authorization_url, state=started.state)

    async def FinishOidcSignIn(self, request: pb.FinishOidcSignInRequest, context: Context) -> pb.Session:
        user = await self._oidc.finish(request.state, request.code)
        return _session(await self._sessions.open(user, self._client(context)))

    def _client(self, context: Context) -> Client:
        return client_of(context, self._settings.trusted_proxies)


def _session(session: Session) -> pb.Session:
    return pb.Session(
        access_token=session.access_token,
        expires_in_s=session.access_expires_in_s,
        refresh_token=session.refresh_token,
        refresh_expires_at=timestamp(session.refresh_expires_at),
    )
