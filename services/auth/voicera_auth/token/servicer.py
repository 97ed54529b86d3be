"""TokenService over gRPC."""

import hmac
from typing import Final

from voicera.auth.v1 import token_service_pb2 as pb
from voicera.auth.v1 import token_service_pb2_grpc
from voicera_auth.api_key.service import ApiKeyService
from voicera_auth.keys.ring import Claims, KeyRing
from voicera_auth.settings import AuthSettings
from voicera_auth.timestamps import timestamp
from voicera_auth.token.revocations import Revocations
from voicera_kit.errors import PermissionDenied, Unauthenticated, invalid
from voicera_kit.identity import Revocation, jwk_of
from voicera_kit.server import Context
from voicera_kit.tls.peers import require_caller

ACTING: Final = frozenset({"agents", "gateway", "media", "voice"})
"""The services that act for organizations; the others, such as the adapters, work on what they are sent."""


class TokenServicer(token_service_pb2_grpc.TokenServiceServicer):
    def __init__(
        self, keys: KeyRing, revocations: Revocations, api_keys: ApiKeyService, settings: AuthSettings
    ) -> None:
        self._keys = keys
        self._revocations = revocations
        self._api_keys = api_keys
        self._settings = settings

    async def GetJwks(self, request: pb.GetJwksRequest, context: Context) -> pb.Jwks:
        return pb.Jwks(keys=[jwk_of(kid, key) for kid, key in (await self._keys.keys()).items()])

    async def IssueServiceToken(
        self, request: pb.IssueServiceTokenRequest, context: Context
    ) -> pb.IssueServiceTokenResponse:
        secret = self._settings.service_secret.get_secret_value()
        if not hmac.compare_digest(request.service_secret.encode(), secret.encode()):
            raise Unauthenticated("the service secret is wrong")
        if not request.service_name:
            raise invalid("service_name", "must name the service")
        if self._settings.tls_files is not None:
            self._require_acting(request.service_name, context)
        claims = Claims(f"service:{request.service_name}", request.organization_id, "service")
        lifetime_s = self._settings.service_token_s
        return pb.IssueServiceTokenResponse(
            access_token=self._keys.sign(claims, lifetime_s), expires_in_s=lifetime_s
        )

    @staticmethod
    def _require_acting(service_name: str, context: Context) -> None:
        """Only a certificate proves a name: without TLS, whoever has the secret is any service."""
        require_caller(context, service_name)
        if service_name not in ACTING:
            raise PermissionDenied("a service that acts for organizations")

    async def ExchangeApiKey(
        self, request: pb.ExchangeApiKeyRequest, context: Context
    ) -> pb.ExchangeApiKeyResponse:
        token = await self._api_keys.exchange(request.api_key)
        return pb.ExchangeApiKeyResponse(access_token=token.token, expires_in_s=token.expires_in_s)

    async def ListRevocations(
        self, request: pb.ListRevocationsRequest, context: Context
    ) -> pb.ListRevocationsResponse:
        found = await self._revocations.since(request.cursor)
        return pb.ListRevocationsResponse(
            revocations=[_revocation(each) for each in found.revocations],
            cursor=found.cursor,
            has_more=found.has_more,
        )


def _revocation(revocation: Revocation) -> pb.Revocation:
    return pb.Revocation(
        subject=revocation.subject,
        issued_before=timestamp(revocation.issued_before),
        organization_id=revocation.organization_id,
    )
