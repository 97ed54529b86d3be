"""Finds the revision that answers a call."""

from dataclasses import dataclass

from voicera_agents.agent.model import Agent, AgentRevision
from voicera_agents.agent.refusal import agent_not_published, number_unattached, number_unknown
from voicera_agents.agent.store import AgentStore
from voicera_agents.number.e164 import called_forms
from voicera_agents.number.model import Number
from voicera_agents.number.store import NumberDirectory, NumberStore
from voicera_kit.errors import NotFound, invalid


@dataclass(frozen=True, slots=True)
class Resolution:
    """`e164` is the number called; empty if the agent was called by its id."""

    organization_id: str
    agent: Agent
    revision: AgentRevision
    e164: str = ""


class CallResolver:
    def __init__(
        self, agents: AgentStore, numbers: NumberStore, directory: NumberDirectory, default_region: str
    ) -> None:
        self._agents = agents
        self._numbers = numbers
        self._directory = directory
        self._default_region = default_region

    async def by_number(self, organization_id: str, called: str) -> Resolution:
        """Resolve a number in any form; a caller that acts for one organization finds its numbers only."""
        owner, number = await self._number(called)
        if organization_id not in {"", owner}:
            raise number_unknown()
        if not number.agent_id:
            raise number_unattached(owner, number.id)
        try:
            agent = await self._agents.get(owner, number.agent_id)
        except NotFound:
            raise number_unattached(owner, number.id) from None
        return Resolution(owner, agent, await self._live(owner, agent), number.e164)

    async def by_agent(self, organization_id: str, agent_id: str) -> Resolution:
        if not organization_id:
            raise invalid("agent_id", "needs a token of the agent's organization")
        agent = await self._agents.get(organization_id, agent_id)
        return Resolution(organization_id, agent, await self._live(organization_id, agent))

    async def _number(self, called: str) -> tuple[str, Number]:
        for e164 in called_forms(called, self._default_region):
            owner = await self._directory.owner(e164)
            number = await self._numbers.by_e164(owner, e164) if owner else None
            if owner and number:
                return owner, number
        raise number_unknown()

    async def _live(self, organization_id: str, agent: Agent) -> AgentRevision:
        if not agent.live_revision:
            raise agent_not_published(organization_id, agent.id)
        return await self._agents.revision(organization_id, agent, agent.live_revision)
