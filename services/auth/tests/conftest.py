"""An auth service on a real socket, with one organization."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import jwt
import pytest

from voicera.auth.v1 import auth_service_pb2 as pb
from voicera.auth.v1 import auth_service_pb2_grpc, member_service_pb2_grpc, profile_service_pb2_grpc
from voicera_auth.app import App, open_app
from voicera_auth.settings import AuthSettings
from voicera_kit.client import Mesh, open_channel
from voicera_kit.client.metadata import CallMetadata
from voicera_kit.clock import VirtualClock
from voicera_kit.identity import Identity
from voicera_kit.server import running_server
from voicera_kit.testing import Signer

CHEAP = {"password_time_cost": 2, "password_memory_kib": 19456}


@dataclass
class Auth:
    app: App
    mesh: Mesh
    clock: VirtualClock
    organization_id: str
    email: str
    password: str

    @property
    def accounts(self) -> auth_service_pb2_grpc.AuthServiceStub:
        return self.mesh.stub(auth_service_pb2_grpc.AuthServiceStub)

    @property
    def profiles(self) -> profile_service_pb2_grpc.ProfileServiceStub:
        return self.mesh.stub(profile_service_pb2_grpc.ProfileServiceStub)

    @property
    def members(self) -> member_service_pb2_grpc.MemberServiceStub:
        return self.mesh.stub(member_service_pb2_grpc.MemberServiceStub)

    def anonymous(self, **headers: str) -> CallMetadata:
        """Call a public method, as Envoy would with these headers; `_` stands for `-`."""
        return CallMetadata((key.replace("_", "-"), value) for key, value in headers.items())

    @staticmethod
    def who_is(session: pb.Session) -> Identity:
        """Return whom the session's access token stands for."""
        token = session.access_token
        claims = jwt.decode(token, options={"verify_signature": False})
        return Identity(
            claims["org"], claims["sub"], "member", claims["role"], token, session_id=claims["sid"]
        )

    async def sign_in(self, email: str = "", password: str = "", **headers: str) -> Identity:
        request = pb.SignInRequest(email=email or self.email, password=password or self.password)
        return self.who_is(await self.accounts.SignIn(request, metadata=self.anonymous(**headers)))

    async def member(self, role: str, email: str = "") -> Identity:
        """Add a person with the role and sign them in."""
        address = email or f"{role}@example.com"
        password = await self.app.organizations.add_person(self.organization_id, address, role)
        return await self.sign_in(address, password)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@asynccontextmanager
async def _running(settings: AuthSettings, clock: VirtualClock) -> AsyncIterator[Auth]:
    settings = settings.model_copy(update=CHEAP)
    async with open_app(settings, clock) as app:
        organization, password = await app.organizations.create("Sunrise Clinic", "Owner@Example.com")
        verifier = app.verifier(clock)
        async with (
            running_server(app.register, settings, verifier=verifier) as server,
            Mesh(open_channel(f"127.0.0.1:{server.port}"), Signer().tokens("test")) as mesh,
        ):
            yield Auth(app, mesh, clock, organization.id, "owner@example.com", password)


@pytest.fixture
def settings(tmp_path: Path) -> AuthSettings:
    """A session ends soon, so that tests need not move time by a month of background work."""
    return AuthSettings(data_dir=tmp_path, refresh_token_s=7200)


@pytest.fixture
async def auth(settings: AuthSettings, clock: VirtualClock) -> AsyncIterator[Auth]:
    async with _running(settings, clock) as running:
        yield running


@pytest.fixture
def running_auth() -> Callable[[AuthSettings, VirtualClock], AbstractAsyncContextManager[Auth]]:
    """For tests with settings of their own."""
    return _running
