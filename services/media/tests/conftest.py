"""A media service on a real socket with real stores, and a voice node to feed it."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from voicera.media.v1 import archive_service_pb2 as archive_pb
from voicera.media.v1 import call_pb2, call_service_pb2
from voicera.media.v1 import recording_service_pb2 as recording_pb
from voicera.media.v1 import storage_service_pb2 as storage_pb
from voicera.media.v1 import transcript_service_pb2 as transcript_pb
from voicera.media.v1.analytics_service_pb2_grpc import AnalyticsServiceStub
from voicera.media.v1.archive_service_pb2_grpc import ArchiveServiceStub
from voicera.media.v1.call_event_pb2 import CallEvent
from voicera.media.v1.call_service_pb2_grpc import CallServiceStub
from voicera.media.v1.recording_service_pb2_grpc import RecordingServiceStub
from voicera.media.v1.share_service_pb2_grpc import ShareServiceStub
from voicera.media.v1.storage_service_pb2_grpc import StorageServiceStub
from voicera.media.v1.transcript_service_pb2_grpc import TranscriptServiceStub
from voicera_kit.client import Mesh
from voicera_kit.clock import VirtualClock
from voicera_kit.testing import Signer, running_mesh
from voicera_media.app import App, open_app
from voicera_media.settings import MediaSettings

OURS, THEIRS = "org_ours", "org_theirs"
RATE_HZ = 8000
PATIENCE_S = 10


class Stream:
    """One Append stream, as a voice node holds it."""

    def __init__(self, call: Any) -> None:
        self._call = call

    async def send(self, **message: Any) -> None:
        await self._call.write(archive_pb.AppendRequest(**message))

    async def open(self, call_id: str, sample_rate_hz: int = RATE_HZ) -> archive_pb.AppendResponse:
        opening = archive_pb.OpenArchive(call_id=call_id, node="voice-1", sample_rate_hz=sample_rate_hz)
        await self.send(open=opening)
        return await self.answer()

    async def audio(self, start_sample: int, caller: bytes, agent: bytes | None = None) -> None:
        agent = bytes(len(caller)) if agent is None else agent
        await self.send(audio=archive_pb.AudioBlock(start_sample=start_sample, caller=caller, agent=agent))

    async def event(self, sequence: int, **kind: Any) -> None:
        await self.send(event=make_event(sequence, **kind))

    async def answer(self) -> Any:
        async with asyncio.timeout(PATIENCE_S):
            return await self._call.read()

    async def reached(self, sequence: int = 0, samples: int = 0) -> archive_pb.AppendResponse:
        """Read answers until this much is durable."""
        while True:
            answer = await self.answer()
            assert answer is not grpc.aio.EOF
            if answer.event_sequence >= sequence and answer.audio_samples >= samples:
                return answer

    async def close(self) -> None:
        """Close the archive and wait until it is complete."""
        await self.send(close=archive_pb.CloseArchive())
        while not (await self.answer()).closed:
            pass
        assert await self.answer() is grpc.aio.EOF

    def vanish(self) -> None:
        self._call.cancel()


def make_event(sequence: int, at: Timestamp | None = None, offset_ms: int = 0, **kind: Any) -> CallEvent:
    return CallEvent(sequence=sequence, at=at, offset_ms=offset_ms, **kind)


class Media:
    """The running service, called as a service of the mesh for `OURS` unless told otherwise."""

    def __init__(self, app: App, mesh: Mesh, signer: Signer, clock: VirtualClock) -> None:
        self.app = app
        self.mesh = mesh
        self.signer = signer
        self.clock = clock
        self.calls = mesh.stub(CallServiceStub)
        self.archive = mesh.stub(ArchiveServiceStub)
        self.recordings = mesh.stub(RecordingServiceStub)
        self.transcripts = mesh.stub(TranscriptServiceStub)
        self.storage = mesh.stub(StorageServiceStub)
        self.shares = mesh.stub(ShareServiceStub)
        self.analytics = mesh.stub(AnalyticsServiceStub)

    async def create(
        self, organization: str = OURS, key: str = "", **fields: Any
    ) -> call_service_pb2.CreateCallResponse:
        call = call_pb2.Call(**({"agent_id": "agent_1", "direction": "DIRECTION_INBOUND"} | fields))
        request = call_service_pb2.CreateCallRequest(call=call, idempotency_key=key)
        return await self.calls.CreateCall(request, metadata=await self.mesh.authorize(organization))

    async def running(self, **fields: Any) -> str:
        """Create a call in progress and return its id."""
        response = await self.create(**({"state": "CALL_STATE_IN_PROGRESS"} | fields))
        return str(response.call.id)

    async def get(self, call_id: str, organization: str = OURS) -> call_pb2.Call:
        request = call_service_pb2.GetCallRequest(call_id=call_id)
        return await self.calls.GetCall(request, metadata=await self.mesh.authorize(organization))

    async def advance(self, call_id: str, **fields: Any) -> call_pb2.Call:
        request = call_service_pb2.AdvanceCallRequest(call_id=call_id, **fields)
        return await self.calls.AdvanceCall(request, metadata=await self.mesh.authorize(OURS))

    async def end(
        self, call_id: str, state: str, reason: str = "UNSPECIFIED", **fields: Any
    ) -> call_pb2.Call:
        request = call_service_pb2.EndCallRequest(
            call_id=call_id, state=f"CALL_STATE_{state}", reason=f"END_REASON_{reason}", **fields
        )
        return await self.calls.EndCall(request, metadata=await self.mesh.authorize(OURS))

    async def archived(self, call_id: str, *events: Any, samples: int = 0) -> None:
        """Append events and audio, and close the archive."""
        stream = await self.append()
        await stream.open(call_id)
        for sequence, event in enumerate(events, 1):
            await stream.event(sequence, **event)
        if samples:
            await stream.audio(0, bytes(2 * samples))
        await stream.close()

    async def ended(self, *events: Any, samples: int = 0, **fields: Any) -> str:
        """Hold a call from beginning to end and return its id."""
        call_id = await self.running(**fields)
        await self.archived(call_id, *events, samples=samples)
        await self.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
        return call_id

    def owner(self, organization: str = OURS, role: str = "owner") -> Any:
        return self.mesh.forward(self.signer.member(organization, role))

    async def keep(self, organization: str = OURS, **policy: Any) -> storage_pb.StoragePolicy:
        """Change what is said of the organization's policy."""
        who = self.owner(organization)
        known = await self.storage.GetStoragePolicy(storage_pb.GetStoragePolicyRequest(), metadata=who)
        request = storage_pb.UpdateStoragePolicyRequest(**({"revision": known.revision} | policy))
        return await self.storage.UpdateStoragePolicy(request, metadata=who)

    async def destroy_key(self, key_id: str, organization: str = OURS) -> storage_pb.StoragePolicy:
        request = storage_pb.DestroyEncryptionKeyRequest(key_id=key_id)
        return await self.storage.DestroyEncryptionKey(request, metadata=self.owner(organization))

    async def said(self, call_id: str) -> list[str]:
        """Return the lines of the transcript."""
        request = transcript_pb.GetTranscriptRequest(call_id=call_id)
        answer = await self.transcripts.GetTranscript(request, metadata=await self.mesh.authorize(OURS))
        return [line.text for line in answer.lines]

    async def append(self, organization: str = OURS) -> Stream:
        return Stream(self.archive.Append(metadata=await self.mesh.authorize(organization)))

    async def watch(self, call_id: str, after_sequence: int = 0, organization: str = OURS) -> Any:
        request = call_service_pb2.WatchCallRequest(call_id=call_id, after_sequence=after_sequence)
        return self.calls.WatchCall(request, metadata=await self.mesh.authorize(organization))

    async def recording(self, call_id: str, organization: str = OURS) -> recording_pb.Recording:
        request = recording_pb.GetRecordingRequest(call_id=call_id)
        return await self.recordings.GetRecording(request, metadata=await self.mesh.authorize(organization))

    async def read(self, call_id: str, organization: str = OURS, **span: int) -> list[bytes]:
        request = recording_pb.ReadRecordingRequest(call_id=call_id, **span)
        stream = self.recordings.ReadRecording(request, metadata=await self.mesh.authorize(organization))
        return [response.chunk async for response in stream]

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not await condition():  # noqa: ASYNC110 - it is the outside that is looked at
                await asyncio.sleep(0.01)

    async def wav(self, call_id: str) -> wave.Wave_read:
        return wave.open(io.BytesIO(b"".join(await self.read(call_id))))


Start = Callable[..., AbstractAsyncContextManager[Media]]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def start(tmp_path: Path, clock: VirtualClock) -> Start:
    """Start the service over the test's directory; again, to see what a restart finds."""
    signer = Signer(clock)

    @asynccontextmanager
    async def started(**settings: Any) -> AsyncIterator[Media]:
        chosen = MediaSettings(**({"data_dir": tmp_path, "archive_record_every_s": 0} | settings))
        async with (
            open_app(chosen, clock) as app,
            running_mesh(app.register, signer, settings=chosen) as mesh,
        ):
            yield Media(app, mesh, signer, clock)

    return started


@pytest.fixture
async def media(start: Start) -> AsyncIterator[Media]:
    async with start() as running:
        yield running


@pytest.fixture
def event() -> Callable[..., CallEvent]:
    return make_event
