"""ApiKeyService over gRPC."""

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from voicera.auth.v1 import api_key_service_pb2 as pb
from voicera.auth.v1 import api_key_service_pb2_grpc
from voicera_auth.api_key.model import ApiKey
from voicera_auth.api_key.service import ApiKeyService, ShownKey
from voicera_auth.timestamps import timestamp
from voicera_kit.errors import invalid
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context


class ApiKeyServicer(api_key_service_pb2_grpc.ApiKeyServiceServicer):
    def __init__(self, service: ApiKeyService) -> None:
        self._service = service

    async def CreateApiKey(
        self, request: pb.CreateApiKeyRequest, context: Context
    ) -> pb.CreateApiKeyResponse:
        shown = await self._service.create(
            current_identity(), request.display_name, request.scopes, _expiry(request)
        )
        return _shown(shown)

    async def GetApiKey(self, request: pb.GetApiKeyRequest, context: Context) -> pb.ApiKey:
        return _key(await self._service.get(current_identity().organization_id, request.id))

    async def ListApiKeys(self, request: pb.ListApiKeysRequest, context: Context) -> pb.ListApiKeysResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._service.page(current_identity().organization_id, page)
        return pb.ListApiKeysResponse(
            api_keys=[_key(key) for key in listing.items], next_page_token=listing.next_token
        )

    async def RotateApiKey(
        self, request: pb.RotateApiKeyRequest, context: Context
    ) -> pb.CreateApiKeyResponse:
        return _shown(await self._service.rotate(current_identity(), request.id, request.overlap_s))

    async def RevokeApiKey(self, request: pb.RevokeApiKeyRequest, context: Context) -> pb.ApiKey:
        return _key(await self._service.revoke(current_identity().organization_id, request.id))


def _expiry(request: pb.CreateApiKeyRequest) -> datetime | None:
    if not request.HasField("expires_at"):
        return None
    try:
        return request.expires_at.ToDatetime(UTC)
    except (ValueError, OverflowError):
        raise invalid("expires_at", "is not a time") from None


def _shown(shown: ShownKey) -> pb.CreateApiKeyResponse:
    return pb.CreateApiKeyResponse(api_key=_key(shown.key), secret=shown.secret.text)


def _key(key: ApiKey) -> pb.ApiKey:
    return pb.ApiKey(
        id=key.id,
        display_name=key.display_name,
        prefix=key.prefix,
        scopes=key.scopes,
        expires_at=_timestamp(key.expires_at),
        last_used_at=_timestamp(key.last_used_at),
        revoked_at=_timestamp(key.revoked_at),
        created_at=timestamp(key.created_at),
        created_by=key.created_by,
    )


def _timestamp(moment: datetime | None) -> Timestamp | None:
    return None if moment is None else timestamp(moment)
