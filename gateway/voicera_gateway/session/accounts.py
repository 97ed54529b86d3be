"""Asks auth on behalf of a browser."""

from typing import Any, Final

from fastapi import Request

from voicera.auth.v1 import auth_service_pb2 as auth
from voicera.auth.v1 import profile_service_pb2 as profiles
from voicera.auth.v1.auth_service_pb2_grpc import AuthServiceStub
from voicera.auth.v1.profile_service_pb2_grpc import ProfileServiceStub
from voicera_kit.client import Mesh
from voicera_kit.client.metadata import CallMetadata, metadata_for

TIMEOUT_S: Final = 15.0
"""Hashing a password may have to wait its turn."""
MAX_DESCRIPTION: Final = 300


class Accounts:
    """Every method raises ServiceError as auth.v1 documents it."""

    def __init__(self, mesh: Mesh) -> None:
        self._auth = mesh.stub(AuthServiceStub)
        self._profiles = mesh.stub(ProfileServiceStub)

    async def sign_in(self, request: Request, message: auth.SignInRequest) -> auth.Session:
        return await self._auth.SignIn(message, **_call(request))

    async def sign_up(self, request: Request, message: auth.SignUpRequest) -> auth.Session:
        return await self._auth.SignUp(message, **_call(request))

    async def accept(self, request: Request, message: auth.AcceptInvitationRequest) -> auth.Session:
        return await self._auth.AcceptInvitation(message, **_call(request))

    async def refresh(self, request: Request, refresh_token: str) -> auth.Session:
        message = auth.RefreshSessionRequest(refresh_token=refresh_token)
        return await self._auth.RefreshSession(message, **_call(request))

    async def sign_out(self, request: Request, refresh_token: str) -> None:
        await self._auth.SignOut(auth.SignOutRequest(refresh_token=refresh_token), **_call(request))

    async def start_oidc(self, request: Request, return_to: str) -> auth.StartOidcSignInResponse:
        message = auth.StartOidcSignInRequest(return_to=return_to)
        return await self._auth.StartOidcSignIn(message, **_call(request))

    async def finish_oidc(self, request: Request, state: str, code: str) -> auth.Session:
        message = auth.FinishOidcSignInRequest(state=state, code=code)
        return await self._auth.FinishOidcSignIn(message, **_call(request))

    async def profile(self, request: Request, access_token: str) -> profiles.Profile:
        return await self._profiles.GetProfile(profiles.GetProfileRequest(), **_call(request, access_token))


def _call(request: Request, token: str | None = None) -> dict[str, Any]:
    """With what auth shows people about where they are signed in, as Envoy would pass it on."""
    about = {
        "x-forwarded-for": request.headers.get("x-forwarded-for", ""),
        "x-forwarded-user-agent": request.headers.get("user-agent", "")[:MAX_DESCRIPTION],
    }
    pairs = tuple((name, value) for name, value in about.items() if value.isascii() and value)
    return {"metadata": CallMetadata((*metadata_for(token), *pairs)), "timeout": TIMEOUT_S}
