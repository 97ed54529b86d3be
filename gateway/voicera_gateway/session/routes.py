"""The routes under /session: they take what admits a person and keep the tokens in cookies."""

from typing import TYPE_CHECKING, Final, TypeVar, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from google.protobuf import json_format
from google.protobuf.message import Message

from voicera.auth.v1 import auth_service_pb2 as auth
from voicera_gateway.edge import bodies
from voicera_gateway.edge.bindings import Body
from voicera_gateway.http import errors
from voicera_gateway.http.reading import read_body
from voicera_gateway.session.accounts import Accounts
from voicera_gateway.session.cookies import PATH, Cookies
from voicera_gateway.session.oidc import OidcSignIn
from voicera_kit.client import Mesh
from voicera_kit.errors import Unauthenticated

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor

MAX_BODY_BYTES: Final = 16_384
PRIVATE: Final = {"Cache-Control": "no-store"}

Asked = TypeVar("Asked", bound=Message)


class BrowserSessions:
    """Envoy lets a POST here through only from a page of the same origin."""

    def __init__(self, mesh: Mesh, cookies: Cookies) -> None:
        self._accounts = Accounts(mesh)
        self._cookies = cookies
        self._oidc = OidcSignIn(self._accounts, cookies)

    def router(self) -> APIRouter:
        router = APIRouter(prefix=PATH, include_in_schema=False)
        router.add_api_route("", self.show, methods=["GET"])
        router.add_api_route("/signIn", self.sign_in, methods=["POST"])
        router.add_api_route("/signUp", self.sign_up, methods=["POST"])
        router.add_api_route("/acceptInvitation", self.accept_invitation, methods=["POST"])
        router.add_api_route("/refresh", self.refresh, methods=["POST"])
        router.add_api_route("/signOut", self.sign_out, methods=["POST"])
        router.add_api_route("/oidc/start", self._oidc.start, methods=["GET"])
        router.add_api_route("/oidc/callback", self._oidc.finish, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        """Say who is signed in."""
        token = self._cookies.access(request)
        if not token:
            raise Unauthenticated("nobody is signed in")
        profile = await self._accounts.profile(request, token)
        return JSONResponse(_json(profile), headers=PRIVATE)

    async def sign_in(self, request: Request) -> Response:
        message = await _message(request, auth.SignInRequest)
        return self._signed_in(await self._accounts.sign_in(request, message))

    async def sign_up(self, request: Request) -> Response:
        message = await _message(request, auth.SignUpRequest)
        return self._signed_in(await self._accounts.sign_up(request, message))

    async def accept_invitation(self, request: Request) -> Response:
        message = await _message(request, auth.AcceptInvitationRequest)
        return self._signed_in(await self._accounts.accept(request, message))

    async def refresh(self, request: Request) -> Response:
        """Renew the session; one that has ended loses its cookies."""
        try:
            return self._signed_in(await self._accounts.refresh(request, self._cookies.refresh(request)))
        except Unauthenticated as refusal:
            response = errors.response_of(refusal)
            self._cookies.clear_session(response)
            return response

    async def sign_out(self, request: Request) -> Response:
        token = self._cookies.refresh(request)
        if token:
            await self._accounts.sign_out(request, token)
        response = JSONResponse({}, headers=PRIVATE)
        self._cookies.clear_session(response)
        return response

    def _signed_in(self, session: auth.Session) -> Response:
        session_ends = session.refresh_expires_at.ToJsonString()
        answer = {"expires_in_s": session.expires_in_s, "refresh_expires_at": session_ends}
        response = JSONResponse(answer, headers=PRIVATE)
        self._cookies.set_session(response, session)
        return response


async def _message(request: Request, kind: type[Asked]) -> Asked:
    content = await read_body(request, MAX_BODY_BYTES)
    return cast("Asked", bodies.parse(content, Body(cast("Descriptor", kind.DESCRIPTOR), "")))


def _json(message: Message) -> dict[str, object]:
    """As Envoy writes it."""
    return json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
