"""A client that speaks ai.v1 to a served adapter process, and speech to send it; an account of what was exercised."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog
from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera.ai.v1 import realtime_service_pb2 as rt
from voicera.ai.v1 import speech_to_text_service_pb2 as stt
from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera.ai.v1 import translation_service_pb2 as mt
from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter, ListAdaptersRequest
from voicera.ai.v1.adapter_catalog_service_pb2_grpc import AdapterCatalogServiceStub
from voicera.ai.v1.language_model_service_pb2_grpc import LanguageModelServiceStub
from voicera.ai.v1.realtime_service_pb2_grpc import RealtimeServiceStub
from voicera.ai.v1.speech_to_text_service_pb2_grpc import SpeechToTextServiceStub
from voicera.ai.v1.text_to_speech_service_pb2_grpc import TextToSpeechServiceStub
from voicera.ai.v1.translation_service_pb2_grpc import TranslationServiceStub
from voicera.common.v1 import audio_pb2
from voicera_adapters.accounts import Accounts
from voicera_adapters.app import App
from voicera_adapters.audio import Encoding, encode
from voicera_adapters.catalogue import Adapters, open_adapters
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.vendors.espeak.library import Manner, open_library
from voicera_kit.client import Mesh
from voicera_kit.testing import Signer, running_mesh

from .vendors.exercised import EXERCISED, exercised, missing, table

PHONE = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_MULAW, sample_rate_hz=8000)
WITHIN_S = 20
SILENCE = b"\xff"
FOLDER = Path(__file__).parent
_left_out: list[pytest.Item] = []
_complaints: list[str] = []


class Stream:
    """One bidirectional call: `say` sends, `hear` receives."""

    def __init__(self, call: Any, wrap: Callable[..., Any]) -> None:
        self.call = call
        self._wrap = wrap

    async def say(self, **message: Any) -> None:
        async with asyncio.timeout(WITHIN_S):
            await self.call.write(self._wrap(**message))

    async def hear(self) -> Any:
        """Return the next message, without its wrapper; None at the end. Raises ServiceError."""
        async with asyncio.timeout(WITHIN_S):
            response = await anext(self.responses, None)
        return response and getattr(response, response.WhichOneof("message"))

    async def hear_all(self) -> list[Any]:
        heard = []
        while (message := await self.hear()) is not None:
            heard.append(message)
        return heard

    @property
    def responses(self) -> Any:
        self._responses = getattr(self, "_responses", None) or aiter(self.call)
        return self._responses

    async def end(self) -> None:
        await self.call.done_writing()


@dataclass(frozen=True, slots=True)
class Client:
    mesh: Mesh
    organization_id: str = "org_1"

    def of(self, organization_id: str) -> "Client":
        return Client(self.mesh, organization_id)

    async def recognize(self) -> Stream:
        stub = self.mesh.stub(SpeechToTextServiceStub)
        return Stream(
            stub.Recognize(metadata=await self.mesh.authorize(self.organization_id)), stt.RecognizeRequest
        )

    async def synthesize(self) -> Stream:
        stub = self.mesh.stub(TextToSpeechServiceStub)
        return Stream(
            stub.Synthesize(metadata=await self.mesh.authorize(self.organization_id)), tts.SynthesizeRequest
        )

    async def talk(self) -> Stream:
        stub = self.mesh.stub(RealtimeServiceStub)
        return Stream(stub.Talk(metadata=await self.mesh.authorize(self.organization_id)), rt.TalkRequest)

    async def generate(self, request: llm.GenerateRequest) -> Any:
        stub = self.mesh.stub(LanguageModelServiceStub)
        return stub.Generate(request, metadata=await self.mesh.authorize(self.organization_id))

    async def answer(self, request: llm.GenerateRequest) -> list[Any]:
        """Return all deltas without their wrappers."""
        async with asyncio.timeout(WITHIN_S):
            call = await self.generate(request)
            return [getattr(each, each.WhichOneof("message")) async for each in call]

    async def translate(self, request: mt.TranslateRequest) -> mt.TranslateResponse:
        stub = self.mesh.stub(TranslationServiceStub)
        async with asyncio.timeout(WITHIN_S):
            return await stub.Translate(request, metadata=await self.mesh.authorize(self.organization_id))

    async def voices(self, **request: Any) -> catalog.ListVoicesResponse:
        stub = self.mesh.stub(AdapterCatalogServiceStub)
        metadata = await self.mesh.authorize(self.organization_id)
        return await stub.ListVoices(
            catalog.ListVoicesRequest(**request), metadata=metadata, timeout=WITHIN_S
        )

    async def probe(self, adapter: str, modality: int, **request: Any) -> catalog.ProbeResponse:
        stub = self.mesh.stub(AdapterCatalogServiceStub)
        metadata = await self.mesh.authorize(self.organization_id)
        asked = catalog.ProbeRequest(adapter=adapter, modality=modality, **request)
        return await stub.Probe(asked, metadata=metadata, timeout=WITHIN_S)

    async def catalogue(self, modality: int = 0) -> dict[str, Adapter]:
        """Return the adapters by id, of one modality or of all."""
        stub = self.mesh.stub(AdapterCatalogServiceStub)
        listed = await stub.ListAdapters(ListAdaptersRequest(), metadata=await self.mesh.authorize(""))
        return {each.id: each for each in listed.adapters if modality in {0, each.modality}}


@asynccontextmanager
async def serving(
    adapters: Adapters, accounts: Accounts | None = None, signer: Signer | None = None
) -> AsyncIterator[Client]:
    app = App(adapters, accounts or Accounts())
    async with running_mesh(app.register, signer or Signer(), as_service="voice") as mesh:
        yield Client(mesh)


@asynccontextmanager
async def serving_vendors(**settings: Any) -> AsyncIterator[Client]:
    async with open_adapters(AdapterSettings(**settings)) as adapters, serving(adapters) as client:
        yield client


@pytest.fixture(name="serving")
def serving_fixture() -> Callable[[Adapters], AbstractAsyncContextManager[Client]]:
    return serving


@pytest.fixture(name="serving_vendors")
def serving_vendors_fixture() -> Callable[..., AbstractAsyncContextManager[Client]]:
    return serving_vendors


@pytest.fixture
def phone() -> audio_pb2.AudioFormat:
    return PHONE


@cache
def pcm(text: str, voice: str, rate_hz: int) -> bytes:
    library = open_library()
    pieces: list[bytes] = []
    paths = {each.language: each.path for each in library.voices()}
    base, plus, variant = voice.partition("+")
    manner = Manner(paths[base] + plus + variant, 160, 50, 50, 100, 0)
    library.speak(text, manner, lambda samples, _: bool(pieces.append(samples.copy())))
    made = soxr.resample(_joined(pieces), library.sample_rate_hz, rate_hz, "HQ")
    return bytes(made.astype("<i2").tobytes())


def _joined(pieces: Iterable[Any]) -> Any:

    return np.concatenate(list(pieces))


@pytest.fixture
def speak() -> Callable[..., bytes]:
    """Speech with half a second of silence before and a quarter after, as mu-law at 8 kHz unless told."""

    def make(text: str, voice: str = "en-us+klatt2", *, rate_hz: int = 8000, mulaw: bool = True) -> bytes:
        audio = bytes(rate_hz) + pcm(text, voice, rate_hz) + bytes(rate_hz // 2)
        return encode(np.frombuffer(audio, dtype=np.int16), Encoding.MULAW) if mulaw else audio

    return make


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], Any]:
    """Waits until something is true, for a bounded time."""

    async def wait(is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not is_so():  # noqa: ASYNC110 - others tell no event
                await asyncio.sleep(0.005)

    return wait


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-adapters-table", action="store_true", help="write docs/adapters.md anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "exercises(modality, adapter, *columns): what docs/adapters.md shows of it"
    )


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    if call.when == "call" and call.excinfo is None:
        for mark in item.iter_markers("exercises"):
            modality, adapter, *columns = mark.args
            for column in columns:
                exercised(modality, adapter, column)


def pytest_deselected(items: Iterable[pytest.Item]) -> None:
    _left_out.extend(each for each in items if each.path.is_relative_to(FOLDER))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """After a whole run the page must show what was done, and everybody must have been there."""
    if exitstatus != pytest.ExitCode.OK or not is_whole(session):
        return
    if names := ", ".join(f"{adapter} ({modality})" for modality, adapter in missing()):
        _complaints.append(f"nothing was exercised with {names}")
    elif session.config.getoption("--write-adapters-table", default=False):
        EXERCISED.show(table())
    elif EXERCISED.shown() != table():
        _complaints.append("docs/adapters.md does not show what was done: make adapters-table")
    if _complaints:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def is_whole(session: pytest.Session) -> bool:
    """Tell whether all tests of this folder ran."""
    return not _left_out and {each.path for each in session.items} >= set(FOLDER.rglob("test_*.py"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for each in _complaints:
        terminalreporter.write_line(each)
