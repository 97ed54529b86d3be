"""RecordingService over gRPC."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from voicera.media.v1 import recording_service_pb2 as pb
from voicera.media.v1 import recording_service_pb2_grpc
from voicera_kit.identity import current_identity
from voicera_kit.server import Context
from voicera_media.recording.service import RecordingService
from voicera_media.recording.wav import file_size


class RecordingServicer(recording_service_pb2_grpc.RecordingServiceServicer):
    def __init__(self, service: RecordingService) -> None:
        self._service = service

    async def GetRecording(self, request: pb.GetRecordingRequest, context: Context) -> pb.Recording:
        recording = await self._service.describe(current_identity().organization_id, request.call_id)
        return pb.Recording(
            call_id=recording.call_id,
            size_bytes=file_size(recording.samples),
            duration_ms=recording.samples * 1000 // recording.sample_rate_hz,
            sample_rate_hz=recording.sample_rate_hz,
            complete=recording.is_complete,
            # Samples are only ever added, so their number tells one state of the file from every other.
            etag=f"{recording.samples:x}",
        )

    async def ReadRecording(
        self, request: pb.ReadRecordingRequest, context: Context
    ) -> AsyncIterator[pb.ReadRecordingResponse]:
        pieces = self._service.read(
            current_identity().organization_id,
            request.call_id,
            request.offset,
            request.length,
            request.size_bytes,
        )
        async with aclosing(pieces) as chunks:
            async for chunk in chunks:
                yield pb.ReadRecordingResponse(chunk=chunk)
