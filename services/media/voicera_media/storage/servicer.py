"""StorageService over gRPC."""

from voicera.media.v1 import storage_service_pb2 as pb
from voicera.media.v1 import storage_service_pb2_grpc
from voicera_kit.audit import note_change
from voicera_kit.identity import current_identity
from voicera_kit.server import Context
from voicera_media.call.wire import timestamp_of
from voicera_media.storage.model import StoragePolicy
from voicera_media.storage.service import StorageService


class StorageServicer(storage_service_pb2_grpc.StorageServiceServicer):
    def __init__(self, service: StorageService) -> None:
        self._service = service

    async def GetStoragePolicy(
        self, request: pb.GetStoragePolicyRequest, context: Context
    ) -> pb.StoragePolicy:
        return _message(await self._service.get(current_identity().organization_id))

    async def UpdateStoragePolicy(
        self, request: pb.UpdateStoragePolicyRequest, context: Context
    ) -> pb.StoragePolicy:
        before = await self.GetStoragePolicy(pb.GetStoragePolicyRequest(), context)
        policy = await self._service.update(
            current_identity().organization_id,
            encrypt=request.encrypt if request.HasField("encrypt") else before.encrypt,
            retention_days=(
                request.retention_days if request.HasField("retention_days") else before.retention_days
            ),
            revision=request.revision,
        )
        after = _message(policy)
        note_change(before, after)
        return after

    async def DestroyEncryptionKey(
        self, request: pb.DestroyEncryptionKeyRequest, context: Context
    ) -> pb.StoragePolicy:
        before = await self.GetStoragePolicy(pb.GetStoragePolicyRequest(), context)
        after = _message(await self._service.destroy_key(current_identity().organization_id, request.key_id))
        note_change(before, after, request.key_id)
        return after


def _message(policy: StoragePolicy) -> pb.StoragePolicy:
    destroyed_at = policy.key_destroyed_at
    return pb.StoragePolicy(
        encrypt=policy.encrypt,
        retention_days=policy.retention_days,
        key_id=policy.key_id,
        key_destroyed_at=timestamp_of(destroyed_at) if destroyed_at else None,
        revision=policy.revision,
    )
