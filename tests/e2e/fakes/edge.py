"""Stand-ins for the services behind the edge: they sign tokens, keep a few accounts and say what reached them."""

import time
from dataclasses import dataclass, field

from voicera.agents.v1 import agent_service_pb2 as agents
from voicera.agents.v1.agent_service_pb2_grpc import AgentServiceServicer
from voicera.auth.v1 import auth_service_pb2 as auth
from voicera.auth.v1 import profile_service_pb2 as profiles
from voicera.auth.v1 import token_service_pb2 as tokens
from voicera.auth.v1.auth_service_pb2_grpc import AuthServiceServicer
from voicera.auth.v1.profile_service_pb2_grpc import ProfileServiceServicer
from voicera.auth.v1.token_service_pb2_grpc import TokenServiceServicer
from voicera_kit.errors import Unauthenticated
from voicera_kit.identity import current_identity, jwk_of
from voicera_kit.testing import Signer

ORGANIZATION = "org_1"
PASSWORD = "the right one"
GOOD_KEYS = f"vek_{'a' * 26}_"
OIDC_STATE = "state-of-the-sign-in"
REFRESH_S = 3600


def good_key(number: int = 0) -> str:
    return f"{GOOD_KEYS}{number:043d}"


@dataclass
class Accounts(AuthServiceServicer, ProfileServiceServicer):
    """One person. A refresh token is good once."""

    signer: Signer
    refresh_tokens: set[str] = field(default_factory=set)

    async def SignIn(self, request, context):
        if request.password != PASSWORD:
            raise Unauthenticated("wrong", reason="SIGN_IN_FAILED")
        return self._session()

    async def SignUp(self, request, context):
        return self._session()

    async def AcceptInvitation(self, request, context):
        return self._session()

    async def RefreshSession(self, request, context):
        if request.refresh_token not in self.refresh_tokens:
            raise Unauthenticated("used", reason="REFRESH_TOKEN_REUSED")
        self.refresh_tokens.discard(request.refresh_token)
        return self._session()

    async def SignOut(self, request, context):
        self.refresh_tokens.discard(request.refresh_token)
        return auth.SignOutResponse()

    async def StartOidcSignIn(self, request, context):
        url = "https://identity.example.com/authorize?client_id=voicera"
        return auth.StartOidcSignInResponse(authorization_url=url, state=OIDC_STATE)

    async def FinishOidcSignIn(self, request, context):
        return self._session()

    async def GetProfile(self, request, context):
        return profiles.Profile(user_id=current_identity().subject)

    def _session(self) -> auth.Session:
        refresh_token = f"refresh-{time.monotonic_ns()}"
        self.refresh_tokens.add(refresh_token)
        session = auth.Session(
            access_token=self.signer.member(ORGANIZATION).token, expires_in_s=900, refresh_token=refresh_token
        )
        session.refresh_expires_at.FromSeconds(int(time.time()) + REFRESH_S)
        return session


@dataclass
class Tokens(TokenServiceServicer):
    """`asked` keeps the API keys that were exchanged."""

    signer: Signer
    asked: list[str] = field(default_factory=list)

    async def GetJwks(self, request, context):
        return tokens.Jwks(keys=[jwk_of(key_id, key) for key_id, key in (await self.signer.keys()).items()])

    async def ExchangeApiKey(self, request, context):
        self.asked.append(request.api_key)
        if not request.api_key.startswith(GOOD_KEYS):
            raise Unauthenticated("the API key is not valid", reason="API_KEY_INVALID")
        key_id = f"key_{request.api_key[-1]}"
        token = self.signer.api_key(ORGANIZATION, "agents.read", subject=key_id).token
        return tokens.ExchangeApiKeyResponse(access_token=token, expires_in_s=300)


class Agents(AgentServiceServicer):
    """Gives back what reached it: who asks, and with which cookies."""

    async def ListAgents(self, request, context):
        identity = current_identity()
        metadata = dict(context.invocation_metadata())
        about = agents.Agent(
            id=identity.kind, display_name=identity.organization_id, description=metadata.get("cookie", "")
        )
        return agents.ListAgentsResponse(agents=[about])

    async def CreateAgent(self, request, context):
        return request.agent
