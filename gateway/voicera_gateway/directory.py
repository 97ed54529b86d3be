"""Looks up who answers a number and what an agent does, through agents.v1."""

from collections.abc import Set as AbstractSet
from typing import Final

from voicera.agents.v1 import agent_service_pb2 as agents
from voicera.agents.v1 import number_service_pb2 as numbers
from voicera.agents.v1 import spec_pb2
from voicera.agents.v1.agent_service_pb2_grpc import AgentServiceStub
from voicera.agents.v1.number_service_pb2_grpc import NumberServiceStub
from voicera_kit.client import Mesh
from voicera_kit.errors import FailedPrecondition, NotFound

TIMEOUT_S: Final = 4.0
PAGE_SIZE: Final = 500
MAX_PAGES: Final = 20


class Directory:
    """Raises ServiceError as agents.v1 documents it: NUMBER_UNKNOWN, NUMBER_UNATTACHED, AGENT_NOT_PUBLISHED…"""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._agents = mesh.stub(AgentServiceStub)
        self._numbers = mesh.stub(NumberServiceStub)

    async def resolve_number(self, number: str) -> agents.ResolveCallResponse:
        """Return who answers `number`, which may be written in any form the carrier uses."""
        metadata = await self._mesh.authorize("")
        request = agents.ResolveCallRequest(number=number)
        return await self._agents.ResolveCall(request, metadata=metadata, timeout=TIMEOUT_S)

    async def owner(self, number: str) -> str:
        """Return whose number it is; empty if nobody's."""
        try:
            return (await self.resolve_number(number)).organization_id
        except NotFound:
            return ""
        except FailedPrecondition as refusal:
            return refusal.metadata.get("organization_id", "")

    async def resolve_agent(self, organization_id: str, agent_id: str) -> agents.ResolveCallResponse:
        metadata = await self._mesh.authorize(organization_id)
        request = agents.ResolveCallRequest(agent_id=agent_id)
        return await self._agents.ResolveCall(request, metadata=metadata, timeout=TIMEOUT_S)

    async def spec(self, organization_id: str, agent_id: str, revision: int) -> spec_pb2.AgentSpec:
        metadata = await self._mesh.authorize(organization_id)
        request = agents.GetAgentRevisionRequest(agent_id=agent_id, number=revision)
        return (await self._agents.GetAgentRevision(request, metadata=metadata, timeout=TIMEOUT_S)).spec

    async def owns_number(self, organization_id: str, e164: str) -> bool:
        return bool(await self.owned(organization_id, {e164}))

    async def owned(self, organization_id: str, wanted: AbstractSet[str]) -> set[str]:
        """Return those of the wanted numbers that the organization has registered."""
        found: set[str] = set()
        token = ""
        for _ in range(MAX_PAGES):
            request = numbers.ListNumbersRequest(page_size=PAGE_SIZE, page_token=token)
            metadata = await self._mesh.authorize(organization_id)
            page = await self._numbers.ListNumbers(request, metadata=metadata, timeout=TIMEOUT_S)
            found |= wanted & {number.e164 for number in page.numbers}
            token = page.next_page_token
            if not token or len(found) == len(wanted):
                break
        return found
