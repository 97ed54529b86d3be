"""An agents service on a real socket, in front of adapter pools that really answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import pytest
from google.protobuf.json_format import ParseDict

from voicera.agents.v1.agent_service_pb2_grpc import AgentServiceStub
from voicera.agents.v1.credential_service_pb2_grpc import CredentialServiceStub
from voicera.agents.v1.integration_service_pb2_grpc import IntegrationServiceStub
from voicera.agents.v1.number_service_pb2_grpc import NumberServiceStub
from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as ai_grpc
from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as tts_grpc
from voicera_agents.app import App, open_app
from voicera_agents.integration.catalogue import Catalogue, merge
from voicera_agents.settings import AgentsSettings
from voicera_kit.client import CallMetadata, Mesh
from voicera_kit.clock import VirtualClock
from voicera_kit.documents import DocumentStore
from voicera_kit.errors import ServiceError
from voicera_kit.identity import current_identity
from voicera_kit.server import Context
from voicera_kit.testing import Signer, running_mesh

OPENAI_CREDENTIAL = {
    "type": "object",
    "properties": {"api_key": {"type": "string"}, "label": {"type": "string"}},
    "required": ["api_key"],
}
OPENAI_SETTINGS = {
    "type": "object",
    "properties": {
        "timeout_s": {"type": "integer", "minimum": 1, "maximum": 60},
        "stop": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": False,
}


def offered() -> dict[str, list[ai.Adapter]]:
    """The adapters of two pools, by pool."""
    pocketsphinx = ai.Adapter(
        id="pocketsphinx",
        modality=ai.MODALITY_SPEECH_TO_TEXT,
        display_name="PocketSphinx",
        languages=["en-US", "en-IN", "en-GB"],
        models=["en-us"],
        speech_to_text=ai.SpeechToTextCapabilities(phrase_hints=True, closed_grammar=True),
    )
    openai = ai.Adapter(
        id="openai",
        modality=ai.MODALITY_LANGUAGE_MODEL,
        display_name="OpenAI",
        languages=["*"],
        models=["gpt-4.1-mini"],
        any_model=True,
        settings_schema=ParseDict(OPENAI_SETTINGS, ai.Adapter().settings_schema),
        credential_schema=ParseDict(OPENAI_CREDENTIAL, ai.Adapter().credential_schema),
        credential_needed=True,
    )
    scripted = ai.Adapter(
        id="scripted", modality=ai.MODALITY_LANGUAGE_MODEL, display_name="Scripted", languages=["*"]
    )
    voices = [("en-us+klatt2", "en-US"), ("en-gb", "en-GB"), ("hi", "hi-IN")]
    espeak = ai.Adapter(
        id="espeak",
        modality=ai.MODALITY_TEXT_TO_SPEECH,
        display_name="eSpeak NG",
        languages=["en-US", "en-GB", "hi-IN"],
        voices=[ai.Voice(id=name, display_name=name, language=code) for name, code in voices],
        settings_schema=ParseDict({"type": "object"}, ai.Adapter().settings_schema),
    )
    return {"core": [pocketsphinx, openai, scripted], "espeak": [espeak]}


@dataclass(frozen=True)
class Asked:
    """What an adapter process was asked, in which pool and for which organization."""

    pool: str
    organization_id: str
    request: object


@dataclass
class AdapterPools(ai_grpc.AdapterCatalogServiceServicer, tts_grpc.TextToSpeechServiceServicer):
    """Every adapter process of the mesh; `silent` pools answer UNAVAILABLE, `stuck` ones never.

    `tried` is what adapters were tried with; voices say `speech` in two pieces, or fail with `failure`.
    """

    offers: dict[str, list[ai.Adapter]] = field(default_factory=offered)
    silent: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    tried: list[Asked] = field(default_factory=list)
    speech: bytes = b"\x01\x02" * 12_000
    failure: ServiceError | None = None
    lists_and_tries: bool = True
    """False for a server that leaves voices and probes out."""

    def note(self, request: object, context: Context) -> None:
        pool = str(dict(context.invocation_metadata())["voicera-adapter-pool"])
        self.tried.append(Asked(pool, current_identity().organization_id, request))

    async def ListVoices(  # noqa: N802 - the contract's name
        self, request: ai.ListVoicesRequest, context: Context
    ) -> ai.ListVoicesResponse:
        self.note(request, context)
        if not self.lists_and_tries:
            await context.abort(grpc.StatusCode.UNIMPLEMENTED, "Method not implemented!")
        voice = ai.Voice(id="own", display_name="Own", language="hi-IN")
        return ai.ListVoicesResponse(voices=[voice], next_page_token="more", live=True)

    async def Probe(  # noqa: N802 - the contract's name
        self, request: ai.ProbeRequest, context: Context
    ) -> ai.ProbeResponse:
        self.note(request, context)
        if not self.lists_and_tries:
            await context.abort(grpc.StatusCode.UNIMPLEMENTED, "Method not implemented!")
        return ai.ProbeResponse(total_ms=12, reason="PROVIDER_KEY_MISSING", message="needs a credential")

    async def Synthesize(  # type: ignore[override]  # noqa: N802 - the contract's name
        self, request_iterator: AsyncIterator[tts.SynthesizeRequest], context: Context
    ) -> AsyncIterator[tts.SynthesizeResponse]:
        async for request in request_iterator:
            self.note(request, context)
            if request.HasField("config"):
                yield tts.SynthesizeResponse(ready=tts.SynthesizerReady())
                continue
            if self.failure is not None:
                raise self.failure
            half = len(self.speech) // 4 * 2
            for at, audio in enumerate((self.speech[:half], self.speech[half:])):
                said = tts.SegmentAudio(segment_id=1, audio=audio, processing_ms=0 if at else 42)
                yield tts.SynthesizeResponse(audio=said)
            yield tts.SynthesizeResponse(segment_end=tts.SegmentEnd(segment_id=1))

    async def ListAdapters(  # noqa: N802 - the contract's name
        self, request: ai.ListAdaptersRequest, context: Context
    ) -> ai.ListAdaptersResponse:
        pool = str(dict(context.invocation_metadata())["voicera-adapter-pool"])
        self.asked.append(pool)
        if pool in self.silent:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "no healthy upstream")
        if pool in self.stuck:
            await asyncio.Event().wait()
        return ai.ListAdaptersResponse(adapters=self.offers[pool])


@dataclass
class Agents:
    """The service under test as callers see it."""

    mesh: Mesh
    signer: Signer
    app: App

    def __post_init__(self) -> None:
        self.agents = self.mesh.stub(AgentServiceStub)
        self.numbers = self.mesh.stub(NumberServiceStub)
        self.integrations = self.mesh.stub(IntegrationServiceStub)
        self.credentials = self.mesh.stub(CredentialServiceStub)

    def member(self, organization_id: str = "org_1", role: str = "owner") -> CallMetadata:
        return self.mesh.forward(self.signer.member(organization_id, role))

    def service(self, organization_id: str = "") -> CallMetadata:
        return self.mesh.forward(self.signer.service("gateway", organization_id))


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def pools() -> AdapterPools:
    return AdapterPools()


@pytest.fixture
def catalogue() -> Catalogue:
    return merge((pool, tuple(adapters)) for pool, adapters in offered().items())


@pytest.fixture
def settings(tmp_path: Path) -> AgentsSettings:
    return AgentsSettings(data_dir=tmp_path, adapter_pools="core,espeak")


@pytest.fixture
async def agents(settings: AgentsSettings, pools: AdapterPools, clock: VirtualClock) -> AsyncIterator[Agents]:
    signer = Signer()

    def register(server: grpc.aio.Server) -> None:
        ai_grpc.add_AdapterCatalogServiceServicer_to_server(pools, server)
        tts_grpc.add_TextToSpeechServiceServicer_to_server(pools, server)

    async with (
        running_mesh(
            register,
            signer,
            as_service="agents",
        ) as upstream,
        open_app(settings, upstream, clock) as app,
        running_mesh(app.register, signer, settings=settings) as mesh,
    ):
        yield Agents(mesh, signer, app)


@pytest.fixture
def documents(agents: Agents) -> DocumentStore:
    return agents.app.documents


@pytest.fixture
def spec() -> AgentSpec:
    """A spec without problems that uses every kind of node."""
    return ParseDict(SPEC, AgentSpec())


SPEC = {
    "language": "en-IN",
    "greeting": "Welcome, {caller_number}.",
    "speech_to_text": [{"adapter": "pocketsphinx"}],
    "text_to_speech": [{"adapter": "espeak", "voice": "en-us+klatt2"}],
    "language_model": [{"adapter": "scripted"}],
    "silence": {"prompts": ["Are you there?"]},
    "vocabulary": ["Sunrise"],
    "variables": [
        {
            "name": "service",
            "type": "VARIABLE_TYPE_CHOICE",
            "options": [{"value": "cleaning", "synonyms": ["a cleaning"]}, {"value": "filling"}],
        },
        {"name": "phone", "type": "VARIABLE_TYPE_DIGITS", "personal": True},
        {"name": "wish", "type": "VARIABLE_TYPE_TEXT"},
        {"name": "age", "type": "VARIABLE_TYPE_NUMBER", "default_value": "30"},
    ],
    "graph": {
        "start_node": "hello",
        "nodes": [
            {
                "id": "hello",
                "say": {"text": "Today is {today}."},
                "edges": [{"to": "help", "otherwise": {}}],
            },
            {
                "id": "help",
                "ask": {
                    "prompt": "How can I help?",
                    "reprompts": ["Sorry?"],
                    "answer_variable": "wish",
                },
                "edges": [
                    {
                        "to": "service",
                        "intent": {"name": "book", "examples": ["book a {service}"], "digit": "1"},
                    },
                    {"to": "person", "intent": {"name": "person", "digit": "0"}},
                    {"to": "talk", "otherwise": {}},
                ],
            },
            {
                "id": "service",
                "collect": {
                    "variable": "service",
                    "prompt": "Which service?",
                    "reprompts": ["Which?"],
                    "phrases": ["a {service} please"],
                },
                "edges": [{"to": "phone", "otherwise": {}}],
            },
            {
                "id": "phone",
                "collect": {
                    "variable": "phone",
                    "prompt": "Your number?",
                    "digits": {"min_digits": 10, "max_digits": 10, "terminator": "#"},
                },
                "edges": [{"to": "check", "otherwise": {}}],
            },
            {
                "id": "check",
                "branch": {},
                "edges": [
                    {
                        "to": "bye",
                        "rule": {
                            "all": [
                                {
                                    "variable": "service",
                                    "operator": "COMPARISON_OPERATOR_EQUALS",
                                    "value": "cleaning",
                                }
                            ]
                        },
                    },
                    {"to": "help", "otherwise": {}},
                ],
            },
            {
                "id": "talk",
                "prompt": {
                    "instructions": "Help the caller, who wants {wish}.",
                    "tools": [
                        {
                            "name": "note_age",
                            "parameters": {"type": "object", "properties": {"years": {"type": "integer"}}},
                            "assigns": {"years": "age"},
                        }
                    ],
                },
                "edges": [
                    {"to": "service", "intent": {"name": "book", "description": "wants to book"}},
                    {"to": "bye", "otherwise": {}},
                ],
            },
            {"id": "person", "transfer": {"to": "+918000000003", "announcement": "One moment."}},
            {"id": "bye", "hang_up": {"farewell": "Goodbye.", "disposition": "done"}},
        ],
    },
}
