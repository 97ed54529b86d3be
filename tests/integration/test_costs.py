"""What a call used and what it cost is the same on both engines of documents, and moves from one to the other."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from store_servers.ferretdb import running_ferretdb
from voicera.media.v1 import archive_service_pb2 as archive_pb
from voicera.media.v1 import call_pb2, call_service_pb2
from voicera.media.v1 import transcript_service_pb2 as transcript_pb
from voicera.media.v1.archive_service_pb2_grpc import ArchiveServiceStub
from voicera.media.v1.call_event_pb2 import CallEvent
from voicera.media.v1.call_service_pb2_grpc import CallServiceStub
from voicera.media.v1.transcript_service_pb2_grpc import TranscriptServiceStub
from voicera_kit.client import Mesh
from voicera_kit.testing import Signer, running_mesh
from voicera_local.move.installation import Stores, move
from voicera_local.move.report import Report
from voicera_media.app import open_app
from voicera_media.settings import MediaSettings

ORGANIZATION = "org_1"
EAR = {"modality": "MODALITY_SPEECH_TO_TEXT", "adapter": "ear", "model": "e.1$"}
SECOND = {"unit": "USAGE_UNIT_AUDIO_SECONDS", "quantity": 0.1}
CHARACTERS = {"unit": "USAGE_UNIT_CHARACTERS", "quantity": 7}
SAID = {"text": "செவ்வாய்", "translated_text": "On Tuesday", "language": "ta-IN"}
EVENTS: tuple[dict[str, Any], ...] = (
    {"caller_said": SAID},
    {"usage_recorded": EAR | {"usage": [SECOND]}},
    {"usage_recorded": EAR | {"usage": [SECOND]}},
    {"usage_recorded": EAR | {"adapter": "unpriced", "usage": [SECOND, CHARACTERS]}},
    {"usage_recorded": EAR | {"usage": [SECOND]}},
)


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    row = {"modality": "SPEECH_TO_TEXT", "adapter": "ear", "unit": "AUDIO_SECONDS", "price": "1", "per": 3}
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"currency": "INR", "prices": [row]}))
    return path


@pytest.fixture(params=["sqlite", "ferretdb"])
def documents_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "sqlite":
        yield "sqlite:"
    else:
        with running_ferretdb(tmp_path / "ferretdb") as url:
            yield url


@asynccontextmanager
async def media(**settings: Any) -> AsyncIterator[Mesh]:
    chosen = MediaSettings(archive_record_every_s=0, **settings)
    async with (
        open_app(chosen) as app,
        running_mesh(app.register, Signer(), settings=chosen) as mesh,
    ):
        yield mesh


async def created(mesh: Mesh) -> str:
    call = call_pb2.Call(agent_id="a", direction="DIRECTION_INBOUND", state="CALL_STATE_IN_PROGRESS")
    request = call_service_pb2.CreateCallRequest(call=call)
    stub = mesh.stub(CallServiceStub)
    return str((await stub.CreateCall(request, metadata=await mesh.authorize(ORGANIZATION))).call.id)


async def append(mesh: Mesh, call_id: str, first: int, last: int, *, close: bool = False) -> None:
    """Send the events from `first` to `last`, as a voice node does that opens the archive anew."""
    stream = mesh.stub(ArchiveServiceStub).Append(metadata=await mesh.authorize(ORGANIZATION))
    opening = archive_pb.OpenArchive(call_id=call_id, node="voice-1", sample_rate_hz=8000)
    await stream.write(archive_pb.AppendRequest(open=opening))
    for sequence in range(first, last + 1):
        event = CallEvent(sequence=sequence, **EVENTS[sequence - 1])
        await stream.write(archive_pb.AppendRequest(event=event))
    if close:
        await stream.write(archive_pb.AppendRequest(close=archive_pb.CloseArchive()))
    while (answer := await stream.read()).event_sequence < last or answer.closed is not close:
        pass
    stream.cancel()


async def record_of(mesh: Mesh, call_id: str) -> tuple[call_pb2.Call, transcript_pb.GetTranscriptResponse]:
    who = await mesh.authorize(ORGANIZATION)
    call = await mesh.stub(CallServiceStub).GetCall(
        call_service_pb2.GetCallRequest(call_id=call_id), metadata=who
    )
    transcript = await mesh.stub(TranscriptServiceStub).GetTranscript(
        transcript_pb.GetTranscriptRequest(call_id=call_id), metadata=who
    )
    call.ClearField("duration_ms")
    return call, transcript


async def held(mesh: Mesh) -> str:
    """Hold a call whose voice node sends some of its events twice; return its id."""
    call_id = await created(mesh)
    await append(mesh, call_id, 1, 3)
    await append(mesh, call_id, 2, 4)
    await append(mesh, call_id, 4, 5, close=True)
    return call_id


async def test_usage_is_charged_once_on_every_engine(
    documents_url: str, prices: Path, tmp_path: Path
) -> None:
    settings = {"documents_url": documents_url, "data_dir": tmp_path / "data", "prices_file": prices}
    async with media(**settings) as mesh:
        call_id = await held(mesh)
        call, transcript = await record_of(mesh, call_id)
    assert [(each.adapter, each.model, each.HasField("cost")) for each in call.usage] == [
        ("ear", "e.1$", True),
        ("unpriced", "e.1$", False),
    ]
    assert [(each.unit, each.quantity) for each in call.usage[0].usage] == [(1, 0.3)]
    assert (call.cost.currency_code, call.cost.units, call.cost.nanos) == ("INR", 0, 100_000_000)
    assert call.language == "ta-IN"
    [line] = transcript.lines
    assert (line.text, line.translation, line.language) == ("செவ்வாய்", "On Tuesday", "ta-IN")
    async with media(**settings | {"prices_file": None}) as mesh:
        assert await record_of(mesh, call_id) == (call, transcript)


class Silent(Report):
    def __init__(self) -> None:
        super().__init__(lambda _: None)


async def test_what_a_call_cost_moves_along(prices: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    async with media(data_dir=here, prices_file=prices) as mesh:
        call_id = await held(mesh)
        before = await record_of(mesh, call_id)
    with running_ferretdb(tmp_path / "ferretdb") as url:
        await move(here, "ours", Stores(url, "directory:", there), Silent())
        moved = {"documents_url": url, "data_dir": there, "sealing_keys_file": here / "sealing.keys"}
        async with media(**moved) as mesh:
            assert await record_of(mesh, call_id) == before
