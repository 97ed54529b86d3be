"""Reaches the call archive over the mesh."""

from voicera.media.v1 import archive_service_pb2_grpc, call_pb2, call_service_pb2, call_service_pb2_grpc
from voicera_kit.client import Mesh
from voicera_voice.conversation.model import Outcome
from voicera_voice.recording.archive import ArchiveStream

_END_TIMEOUT_S = 5.0
_FAILURES = frozenset({
    call_pb2.END_REASON_PROVIDER_FAILED,
    call_pb2.END_REASON_PLATFORM_ERROR,
    call_pb2.END_REASON_MEDIA_LOST,
    call_pb2.END_REASON_CARRIER_ERROR,
    call_pb2.END_REASON_VOICE_NODE_LOST,
})


class MeshRecords:
    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._archive = mesh.stub(archive_service_pb2_grpc.ArchiveServiceStub)
        self._calls = mesh.stub(call_service_pb2_grpc.CallServiceStub)

    async def open_archive(self, organization_id: str) -> ArchiveStream:
        stream: ArchiveStream = self._archive.Append(metadata=await self._mesh.authorize(organization_id))
        return stream

    async def end_call(self, organization_id: str, call_id: str, outcome: Outcome) -> None:
        failed = outcome.reason in _FAILURES
        request = call_service_pb2.EndCallRequest(
            call_id=call_id,
            state=call_pb2.CALL_STATE_FAILED if failed else call_pb2.CALL_STATE_COMPLETED,
            reason=outcome.reason,
            detail=outcome.detail,
            authoritative=False,
        )
        metadata = await self._mesh.authorize(organization_id)
        await self._calls.EndCall(request, metadata=metadata, timeout=_END_TIMEOUT_S)
