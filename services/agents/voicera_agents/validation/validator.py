"""Validates specs against the adapters the mesh offers right now."""

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.integration.pools import Pools
from voicera_agents.validation.problem import Problem
from voicera_agents.validation.rules import check


class MeshValidator:
    def __init__(self, pools: Pools) -> None:
        self._pools = pools

    async def problems(self, spec: AgentSpec) -> tuple[Problem, ...]:
        return await check(spec, await self._pools.catalogue())
