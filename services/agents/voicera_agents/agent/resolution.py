"""Finds the revision that answers a call: the live one, or for its share of the calls the one being tried."""

import secrets
from dataclasses import dataclass
from typing import Final

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.agent.model import Agent
from voicera_agents.agent.refusal import agent_invalid, agent_not_published, number_unattached, number_unknown
from voicera_agents.agent.service import Validator
from voicera_agents.agent.store import AgentStore
from voicera_agents.number.e164 import called_forms
from voicera_agents.number.model import Number
from voicera_agents.number.store import NumberDirectory, NumberStore
from voicera_kit.errors import NotFound, invalid

_DRAFT: Final = 0


@dataclass(frozen=True, slots=True)
class Resolution:
    """`number` is the revision's, 0 for the draft; `e164` the number called, empty if called by its id."""

    organization_id: str
    agent: Agent
    number: int
    spec: AgentSpec
    e164: str = ""


class CallResolver:
    def __init__(
        self,
        agents: AgentStore,
        numbers: NumberStore,
        directory: NumberDirectory,
        validator: Validator,
        default_region: str,
    ) -> None:
        self._agents = agents
        self._numbers = numbers
        self._directory = directory
        self._validator = validator
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
        return await self._published(owner, agent, number.e164)

    async def by_agent(self, organization_id: str, agent_id: str) -> Resolution:
        return await self._published(organization_id, await self._agent(organization_id, agent_id))

    async def draft(self, organization_id: str, agent_id: str) -> Resolution:
        """Resolve to what is being edited; AGENT_INVALID if it could not be published."""
        agent = await self._agent(organization_id, agent_id)
        problems = await self._validator.problems(organization_id, agent.draft)
        if problems:
            raise agent_invalid(problems)
        return Resolution(organization_id, agent, _DRAFT, agent.draft)

    async def _agent(self, organization_id: str, agent_id: str) -> Agent:
        if not organization_id:
            raise invalid("agent_id", "needs a token of the agent's organization")
        return await self._agents.get(organization_id, agent_id)

    async def _number(self, called: str) -> tuple[str, Number]:
        for e164 in called_forms(called, self._default_region):
            owner = await self._directory.owner(e164)
            number = await self._numbers.by_e164(owner, e164) if owner else None
            if owner and number:
                return owner, number
        raise number_unknown()

    async def _published(self, organization_id: str, agent: Agent, e164: str = "") -> Resolution:
        if not agent.live_revision:
            raise agent_not_published(organization_id, agent.id)
        revision = await self._agents.revision(organization_id, agent, _drawn(agent))
        return Resolution(organization_id, agent, revision.number, revision.spec, e164)


def _drawn(agent: Agent) -> int:
    """Draw the number of the revision for one call."""
    rollout = agent.rollout
    if rollout is not None and secrets.randbelow(100) < rollout.percent:
        return rollout.number
    return agent.live_revision
