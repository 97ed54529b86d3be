"""Validates specs against the adapters the mesh offers right now, and the credentials the organization has."""

from typing import Protocol

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.integration.pools import Pools
from voicera_agents.validation.adapters import adapters_in
from voicera_agents.validation.problem import Problem
from voicera_agents.validation.rules import check


class Credentials(Protocol):
    async def names(self, organization_id: str, vendor: str) -> frozenset[str]:
        """Return the names of the values of the newest credential for the vendor; none if there is none."""


class MeshValidator:
    def __init__(self, pools: Pools, credentials: Credentials) -> None:
        self._pools = pools
        self._credentials = credentials

    async def problems(self, organization_id: str, spec: AgentSpec) -> tuple[Problem, ...]:
        catalogue = await self._pools.catalogue()
        held = {
            vendor: await self._credentials.names(organization_id, vendor)
            for vendor in sorted(_needing(spec, catalogue))
        }
        return await check(spec, catalogue, held)


def _needing(spec: AgentSpec, catalogue: Catalogue) -> set[str]:
    """Return the adapters of the spec that work with the organization's credential."""
    needing = {adapter.id for adapter in catalogue.adapters if adapter.credential_needed}
    return needing & adapters_in(spec)
