"""Verifies tokens in every service but auth: keys and revocations come over the mesh."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from voicera.auth.v1 import token_service_pb2 as tokens
from voicera.auth.v1.token_service_pb2_grpc import TokenServiceStub
from voicera_kit.identity.jwks import JwksKeySource
from voicera_kit.identity.revocations import NewRevocations, Revocation
from voicera_kit.identity.tokens import TokenVerifier

if TYPE_CHECKING:
    from voicera_kit.client import Mesh
    from voicera_kit.clock import Clock


def verifier_over(mesh: Mesh, clock: Clock | None = None) -> TokenVerifier:
    return TokenVerifier(JwksKeySource(mesh), clock, MeshRevocations(mesh))


class MeshRevocations:
    """A RevocationSource over the mesh."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._stub = mesh.stub(TokenServiceStub)

    async def since(self, cursor: str) -> NewRevocations:
        request = tokens.ListRevocationsRequest(cursor=cursor)
        found = await self._stub.ListRevocations(request, metadata=self._mesh.anonymous())
        return NewRevocations([_revocation(each) for each in found.revocations], found.cursor, found.has_more)


def _revocation(sent: tokens.Revocation) -> Revocation:
    return Revocation(sent.organization_id, sent.subject, sent.issued_before.ToDatetime(UTC))
