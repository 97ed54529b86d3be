"""ArchiveService over gRPC."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final

from voicera.media.v1 import archive_service_pb2 as pb
from voicera.media.v1 import archive_service_pb2_grpc
from voicera.media.v1.call_event_pb2 import CallEvent
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, invalid
from voicera_kit.identity import current_identity
from voicera_kit.server import Context
from voicera_media.archive.inbox import Inbox
from voicera_media.archive.model import Answer, Close, Heartbeat, Item
from voicera_media.archive.service import ArchiveService
from voicera_media.recording.model import AudioBlock
from voicera_media.usage.wire import require_usage

_OPEN_S: Final = 10.0
_SAMPLE_RATES_HZ: Final = range(8000, 48_001)
_MAX_EVENT_BYTES: Final = 1024 * 1024
_MAX_LANGUAGE: Final = 64
_MAX_BLOCK_SAMPLES: Final = 480_000
"""Ten seconds at the highest rate."""


class ArchiveServicer(archive_service_pb2_grpc.ArchiveServiceServicer):
    def __init__(self, service: ArchiveService, clock: Clock) -> None:
        self._service = service
        self._clock = clock

    async def Append(
        self, request_iterator: AsyncIterator[pb.AppendRequest], context: Context
    ) -> AsyncIterator[pb.AppendResponse]:
        opening = await self._opening(request_iterator)
        organization_id = current_identity().organization_id
        async with (
            self._service.opened(organization_id, opening.call_id, opening.sample_rate_hz) as session,
            _filling(session.inbox, request_iterator),
            aclosing(session.run()) as answers,
        ):
            async for answer in answers:
                yield _response(answer)

    async def _opening(self, requests: AsyncIterator[pb.AppendRequest]) -> pb.OpenArchive:
        try:
            async with self._clock.timeout(_OPEN_S):
                request = await anext(aiter(requests), None)
        except TimeoutError:
            raise DeadlineExceeded("the archive was not opened") from None
        if request is None or request.WhichOneof("message") != "open":
            raise invalid("message", "must be open")
        if request.open.sample_rate_hz not in _SAMPLE_RATES_HZ:
            raise invalid("open.sample_rate_hz", "must be from 8000 to 48000")
        return request.open


@asynccontextmanager
async def _filling(inbox: Inbox[Item], requests: AsyncIterator[pb.AppendRequest]) -> AsyncIterator[None]:
    task = asyncio.create_task(inbox.fill(_items(requests)))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def _items(requests: AsyncIterator[pb.AppendRequest]) -> AsyncIterator[Item]:
    async for request in requests:
        yield _item(request)


def _item(request: pb.AppendRequest) -> Item:
    match request.WhichOneof("message"):
        case "event":
            return _event(request.event)
        case "audio":
            return _block(request.audio)
        case "heartbeat":
            return Heartbeat()
        case "close":
            return Close()
    raise invalid("message", "must be an event, audio, a heartbeat or close")


def _event(event: CallEvent) -> CallEvent:
    if event.sequence < 1:
        raise invalid("event.sequence", "must be at least 1")
    if event.ByteSize() > _MAX_EVENT_BYTES:
        raise invalid("event", f"is larger than {_MAX_EVENT_BYTES} bytes")
    match event.WhichOneof("event"):
        case "usage_recorded":
            require_usage(event.usage_recorded, "event.usage_recorded")
        case "caller_said" | "agent_said" | "language_switched" as kind:
            _require_language(f"event.{kind}.language", getattr(event, kind).language)
    return event


def _require_language(field: str, language: str) -> None:
    if len(language) > _MAX_LANGUAGE:
        raise invalid(field, f"must have at most {_MAX_LANGUAGE} characters")


def _block(audio: pb.AudioBlock) -> AudioBlock:
    if audio.start_sample < 0:
        raise invalid("audio.start_sample", "must not be negative")
    if len(audio.caller) != len(audio.agent):
        raise invalid("audio.agent", "must be as long as the caller's track")
    if len(audio.caller) > _MAX_BLOCK_SAMPLES:
        raise invalid("audio.caller", f"must have at most {_MAX_BLOCK_SAMPLES} samples")
    return AudioBlock(audio.start_sample, audio.caller, audio.agent)


def _response(answer: Answer) -> pb.AppendResponse:
    return pb.AppendResponse(
        event_sequence=answer.position.sequence,
        audio_samples=answer.position.samples,
        closed=answer.is_closed,
    )
