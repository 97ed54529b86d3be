"""TranscriptService over gRPC."""

from voicera.media.v1 import transcript_service_pb2 as pb
from voicera.media.v1 import transcript_service_pb2_grpc
from voicera_kit.identity import current_identity
from voicera_kit.server import Context
from voicera_media.call.asking import sees_numbers
from voicera_media.transcript.service import TranscriptService, transcript_page
from voicera_media.transcript.wire import line_message


class TranscriptServicer(transcript_service_pb2_grpc.TranscriptServiceServicer):
    def __init__(self, service: TranscriptService) -> None:
        self._service = service

    async def GetTranscript(
        self, request: pb.GetTranscriptRequest, context: Context
    ) -> pb.GetTranscriptResponse:
        page = transcript_page(request.page_size, request.page_token)
        listing = await self._service.read(current_identity().organization_id, request.call_id, page)
        lines = [line_message(line, numbers=sees_numbers()) for line in listing.items]
        return pb.GetTranscriptResponse(lines=lines, next_page_token=listing.next_token)
