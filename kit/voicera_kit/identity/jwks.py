"""Fetches the keys that verify tokens from the auth service."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from voicera.auth.v1 import token_service_pb2 as tokens
from voicera.auth.v1.token_service_pb2_grpc import TokenServiceStub

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voicera_kit.client import Mesh


class JwksKeySource:
    """A KeySource over the mesh."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._stub = mesh.stub(TokenServiceStub)

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        found = await self._stub.GetJwks(tokens.GetJwksRequest(), metadata=self._mesh.anonymous())
        return {each.kid: public_key_of(each) for each in found.keys if each.crv == "Ed25519"}


def public_key_of(key: tokens.Jwk) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key.x + "=" * (-len(key.x) % 4)))


def jwk_of(key_id: str, key: Ed25519PublicKey) -> tokens.Jwk:
    x = base64.urlsafe_b64encode(key.public_bytes_raw()).decode().rstrip("=")
    return tokens.Jwk(kty="OKP", crv="Ed25519", x=x, kid=key_id, alg="EdDSA", use="sig")
