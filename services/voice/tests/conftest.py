"""Runs the voice node on loopback against fakes of the rest of the mesh."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest

from voicera.agents.v1 import graph_pb2, spec_pb2
from voicera.voice.v1 import conversation_service_pb2_grpc as voice_grpc
from voicera_kit.client import Mesh
from voicera_kit.clock import SystemClock
from voicera_kit.testing import Signer, running_mesh
from voicera_voice.app import register, rehearsals, surroundings
from voicera_voice.audio.smart_turn import SmartTurn
from voicera_voice.conversation.admission import Admission, LoopLag
from voicera_voice.providers.catalog import AdapterCatalog
from voicera_voice.settings import VoiceSettings

from .fakes.caller import Caller, calling, start_of
from .fakes.mesh import FakeMesh

ORGANIZATION = "org_1"


@dataclass
class Node:
    """A running voice node."""

    mesh: FakeMesh
    admission: Admission
    lag: LoopLag
    client: Mesh
    signer: Signer

    def call(self, spec, call_id: str = "call_1", **fields) -> AbstractAsyncContextManager[Caller]:
        return self._calling(start_of(spec, call_id, **fields))

    @asynccontextmanager
    async def _calling(self, start) -> AsyncIterator[Caller]:
        stub = self.client.stub(voice_grpc.ConversationServiceStub)
        metadata = await self.client.authorize(ORGANIZATION)
        async with calling(stub, metadata, start) as caller:
            yield caller


@asynccontextmanager
async def running_node(**overrides) -> AsyncIterator[Node]:
    settings = VoiceSettings(node_name="node-1", **overrides)
    signer = Signer()
    fake = FakeMesh()
    judge = SmartTurn(1)
    lag = LoopLag()
    async with running_mesh(fake.register, signer, as_service="voice") as mesh:
        admission = Admission(settings.max_conversations, settings.max_loop_lag_ms, lag)
        catalog = AdapterCatalog(mesh, settings.pools)
        around = surroundings(settings, mesh, catalog, judge, SystemClock())
        served = register(admission, around, rehearsals(mesh, around))
        async with running_mesh(served, signer, as_service="gateway") as client:
            yield Node(fake, admission, lag, client, signer)
            await admission.drain(4)
    judge.close()


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    async with running_node() as running:
        yield running


@pytest.fixture
def start_node() -> Callable[..., AbstractAsyncContextManager[Node]]:
    """Run a node with other settings."""
    return running_node


@pytest.fixture
def spec() -> spec_pb2.AgentSpec:
    """An agent that asks what one wants and says goodbye."""
    agent = spec_pb2.AgentSpec(language="en-IN", greeting="Welcome.")
    agent.speech_to_text.add(adapter="ears", model="large").settings.update({"beam": 4})
    voice = agent.text_to_speech.add(adapter="mouth", voice="meera", speaking_rate=1.25)
    voice.settings.update({"pitch": 60})
    agent.graph.start_node = "ask"
    ask = agent.graph.nodes.add(id="ask")
    ask.ask.prompt = "What would you like?"
    book = ask.edges.add(to="bye")
    book.intent.name = "book"
    book.intent.examples.append("I want to book")
    ask.edges.add(to="bye").otherwise.SetInParent()
    bye = agent.graph.nodes.add(id="bye")
    bye.hang_up.CopyFrom(graph_pb2.HangUpNode(farewell="Done, goodbye.", disposition="booked"))
    return agent
