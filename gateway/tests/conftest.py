"""A gateway on real sockets between a fake carrier and fake services."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from voicera.agents.v1.agent_service_pb2_grpc import add_AgentServiceServicer_to_server
from voicera.agents.v1.credential_service_pb2_grpc import add_CredentialServiceServicer_to_server
from voicera.agents.v1.number_service_pb2_grpc import add_NumberServiceServicer_to_server
from voicera.auth.v1.member_service_pb2_grpc import add_MemberServiceServicer_to_server
from voicera.media.v1.call_service_pb2_grpc import add_CallServiceServicer_to_server
from voicera.media.v1.recording_service_pb2_grpc import add_RecordingServiceServicer_to_server
from voicera.media.v1.share_service_pb2_grpc import add_ShareServiceServicer_to_server
from voicera.media.v1.transcript_service_pb2_grpc import add_TranscriptServiceServicer_to_server
from voicera.telephony.v1.live_call_service_pb2_grpc import LiveCallServiceStub
from voicera.telephony.v1.telephony_service_pb2_grpc import TelephonyServiceStub
from voicera.voice.v1.conversation_service_pb2_grpc import add_ConversationServiceServicer_to_server
from voicera_gateway.app import Gateway, build
from voicera_gateway.http.server import running_http
from voicera_gateway.settings import GatewaySettings
from voicera_gateway.vobiz.client import VobizClient
from voicera_kit.bus import MemoryBus
from voicera_kit.client import Mesh
from voicera_kit.testing import Signer, free_port, running_mesh

from .fakes.agents import NUMBER, ORGANIZATION, SEALING_KEY, FakeAgents, FakeCredentials, FakeNumbers
from .fakes.carrier import FakeCarrier, MediaStream, media_stream
from .fakes.media import FakeMedia, FakeRecordings, FakeShares, FakeTranscripts
from .fakes.members import FakeMembers
from .fakes.voice import FakeVoice

CALLER = "919800000001"


@dataclass(frozen=True)
class Replica:
    """Another gateway of the same mesh."""

    gateway: Gateway
    mesh: Mesh
    client: httpx.AsyncClient
    port: int


@dataclass
class World:
    """Everything around the gateway; `start` runs it with settings of the test's choice."""

    stack: AsyncExitStack
    signer: Signer = field(default_factory=Signer)
    agents: FakeAgents = field(default_factory=FakeAgents)
    credentials: FakeCredentials = field(default_factory=FakeCredentials)
    members: FakeMembers = field(default_factory=FakeMembers)
    media: FakeMedia = field(default_factory=FakeMedia)
    recordings: FakeRecordings = field(default_factory=lambda: FakeRecordings(ORGANIZATION))
    shares: FakeShares = field(default_factory=lambda: FakeShares(ORGANIZATION))
    transcripts: FakeTranscripts = field(default_factory=lambda: FakeTranscripts(ORGANIZATION))
    voice: FakeVoice = field(default_factory=FakeVoice)
    carrier: FakeCarrier = field(default_factory=FakeCarrier)
    bus: MemoryBus = field(default_factory=MemoryBus)
    gateway: Gateway | None = None
    mesh: Mesh | None = None
    services: Mesh | None = None
    client: httpx.AsyncClient | None = None
    port: int = 0
    rebuild: Callable[[], Gateway] | None = None

    async def start(self, **settings) -> "World":
        defaults = {
            "vobiz_auth_id": "MA_TEST0001",
            "vobiz_auth_token": "test-auth-token",
            "vobiz_signatures": "when_present",
            "public_url": "https://agent.example.com",
            "media_grace_s": 5,
            "clear_timeout_s": 5,
            "sealing_keys": SEALING_KEY.line(),
        }
        chosen = GatewaySettings(**(defaults | settings))
        enter = self.stack.enter_async_context
        self.port = settings.get("http_port") or free_port()
        base_url = settings.get("vobiz_base_url", f"http://127.0.0.1:{self.port}/carrier/api/v1")
        token = chosen.vobiz_auth_token.get_secret_value()
        client = VobizClient.open(base_url, chosen.vobiz_auth_id, token, chosen.vobiz_timeout_s)
        self.stack.push_async_callback(client.close)
        services = await enter(running_mesh(self._register, self.signer, as_service="gateway"))
        self.services = services
        self.rebuild = lambda: build(chosen, services, self.signer.verifier(), self.bus, client)
        self.gateway = build(chosen, services, self.signer.verifier(), self.bus, client)
        self.gateway.http.mount("/carrier", self.carrier.app())  # one server less to start and stop
        await enter(running_http(self.gateway.http, "127.0.0.1", self.port))
        self._following(self.gateway)
        self.mesh = await enter(running_mesh(self.gateway.register, self.signer))
        self.client = await enter(httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}"))
        self.stack.push_async_callback(self.gateway.sessions.drain, 0)
        return self

    async def replica(self) -> "Replica":
        """Run a second gateway beside the first: the same bus, services and carrier, another port."""
        gateway, port = self.rebuild(), free_port()
        enter = self.stack.enter_async_context
        await enter(running_http(gateway.http, "127.0.0.1", port))
        self.stack.push_async_callback(gateway.sessions.drain, 0)
        self._following(gateway)
        mesh = await enter(running_mesh(gateway.register, self.signer))
        client = await enter(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}"))
        return Replica(gateway, mesh, client, port)

    def _following(self, gateway: Gateway) -> None:
        following = asyncio.create_task(gateway.follow_peers())
        self.stack.callback(following.cancel)

    def _register(self, server) -> None:
        add_AgentServiceServicer_to_server(self.agents, server)
        add_NumberServiceServicer_to_server(FakeNumbers(), server)
        add_CredentialServiceServicer_to_server(self.credentials, server)
        add_MemberServiceServicer_to_server(self.members, server)
        add_CallServiceServicer_to_server(self.media, server)
        add_RecordingServiceServicer_to_server(self.recordings, server)
        add_ShareServiceServicer_to_server(self.shares, server)
        add_TranscriptServiceServicer_to_server(self.transcripts, server)
        add_ConversationServiceServicer_to_server(self.voice, server)

    @property
    def live(self) -> LiveCallServiceStub:
        return self.mesh.stub(LiveCallServiceStub)

    @property
    def telephony(self) -> TelephonyServiceStub:
        return self.mesh.stub(TelephonyServiceStub)

    def member(self, organization_id: str = ORGANIZATION, role: str = "operator"):
        return self.mesh.forward(self.signer.member(organization_id, role))

    async def webhook(self, path: str, fields: dict[str, str], **options) -> httpx.Response:
        return await self.client.post(path, data=fields, headers=options.get("headers"))

    async def answer(self, call_uuid: str = "uuid-1", **changes: str) -> httpx.Response:
        """Send the webhook of an incoming call."""
        return await self.webhook("/vobiz/answer", start_app(call_uuid, **changes))

    async def ring_in(self, call_uuid: str = "uuid-1") -> str:
        """Let a call come in and return the local URL of its media socket."""
        return self.local(stream_url(await self.answer(call_uuid)))

    def local(self, url: str) -> str:
        return url.replace("wss://agent.example.com", f"ws://127.0.0.1:{self.port}")

    def websocket(self, path: str) -> str:
        return f"ws://127.0.0.1:{self.port}{path}"

    @asynccontextmanager
    async def call(self, call_uuid: str = "uuid-1") -> AsyncIterator[MediaStream]:
        """Let a call come in and connect its media."""
        async with media_stream(await self.ring_in(call_uuid), call_uuid) as stream:
            await stream.start()
            yield stream


def start_app(call_uuid: str, **changes: str) -> dict[str, str]:
    fields = {
        "BillRate": "0",
        "CallStatus": "ringing",
        "CallUUID": call_uuid,
        "CallerName": f"+{CALLER}",
        "Direction": "inbound",
        "Event": "StartApp",
        "From": CALLER,
        "ParentAuthID": "MA_TEST0001",
        "SessionStart": "2026-06-08 06:07:34.130248",
        "To": "0" + NUMBER[-10:],
    }
    return fields | changes


def hangup(call_uuid: str, **changes: str) -> dict[str, str]:
    fields = {
        "AnswerTime": "2026-06-08 11:34:32",
        "CallStatus": "completed",
        "CallUUID": call_uuid,
        "Duration": "11",
        "Event": "Hangup",
        "From": CALLER,
        "HangupCause": "NORMAL_CLEARING",
        "HangupCauseCode": "4000",
        "HangupCauseName": "Normal Hangup",
        "HangupSource": "Caller",
        "To": "0" + NUMBER[-10:],
    }
    return fields | changes


def tree(document: bytes) -> ET.Element:
    return ET.fromstring(document)  # noqa: S314 - we wrote it


def stream_url(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    stream = tree(response.content).find("Stream")
    assert stream is not None, response.text
    return stream.text


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """The surroundings, not yet started."""
    async with AsyncExitStack() as stack:
        yield World(stack)


@pytest.fixture
async def running(world: World) -> World:
    return await world.start()


async def until(holds: Callable[[], object], within_s: float = 5) -> None:
    """Wait until something has become true."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
