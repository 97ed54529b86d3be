"""Reads the organizations' own keys for the carrier, through agents.v1, and opens them."""

from collections.abc import Mapping
from typing import Final

from voicera.agents.v1 import credential_service_pb2 as pb
from voicera.agents.v1.credential_service_pb2_grpc import CredentialServiceStub
from voicera_kit.client import Mesh
from voicera_kit.errors import NotFound
from voicera_kit.sealing import Sealer, credential_place

VENDOR: Final = "vobiz"
TIMEOUT_S: Final = 3.0


class CarrierCredentials:
    """Raises ServiceError: SEALING_KEY_MISSING if this process cannot open what agents keeps."""

    def __init__(self, mesh: Mesh, sealer: Sealer) -> None:
        self._mesh = mesh
        self._sealer = sealer
        self._credentials = mesh.stub(CredentialServiceStub)

    async def values(self, organization_id: str) -> Mapping[str, str] | None:
        """Return the values by name; None if the organization has no account of its own."""
        metadata = await self._mesh.authorize(organization_id)
        request = pb.ResolveCredentialRequest(vendor=VENDOR)
        try:
            found = await self._credentials.ResolveCredential(request, metadata=metadata, timeout=TIMEOUT_S)
        except NotFound:
            return None
        return {
            name: self._sealer.open(sealed, credential_place(organization_id, found.id, name)).decode()
            for name, sealed in found.sealed.items()
        }
