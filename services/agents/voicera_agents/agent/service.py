"""Rules of agents: drafts change, revisions never do, and one of them is live."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import structlog

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.agent.draft import (
    require_description,
    require_keepable,
    require_name,
    require_note,
    require_rollout,
)
from voicera_agents.agent.model import Agent, AgentChange, AgentRevision, Rollout
from voicera_agents.agent.refusal import agent_in_use, agent_invalid, too_many_revisions
from voicera_agents.agent.store import AgentStore
from voicera_agents.limits import MAX_REVISIONS
from voicera_agents.mask import require_mask
from voicera_agents.validation.problem import Problem
from voicera_kit.errors import NotFound, RevisionConflict, invalid
from voicera_kit.ids import new_id
from voicera_kit.paging import Listing, Page

CHANGEABLE = ("display_name", "description", "draft")

log = structlog.get_logger()


class Validator(Protocol):
    async def problems(self, organization_id: str, spec: AgentSpec) -> tuple[Problem, ...]: ...


class Numbers(Protocol):
    async def count_leading_to(self, organization_id: str, agent_id: str) -> int: ...


class AgentService:
    def __init__(self, agents: AgentStore, numbers: Numbers, validator: Validator) -> None:
        self._agents = agents
        self._numbers = numbers
        self._validator = validator

    async def create(self, organization_id: str, given: AgentChange) -> Agent:
        draft = given.draft if given.draft is not None else AgentSpec()
        agent = Agent(new_id("agent"), given.display_name.strip(), given.description, draft)
        _require_keepable(agent)
        return await self._agents.add(organization_id, agent)

    async def get(self, organization_id: str, agent_id: str) -> Agent:
        return await self._agents.get(organization_id, agent_id)

    async def find(self, organization_id: str, page: Page) -> Listing[Agent]:
        return await self._agents.find(organization_id, page)

    async def update(self, organization_id: str, change: AgentChange, mask: Sequence[str]) -> Agent:
        """Change the named fields, a draft as a whole; InvalidArgument names a bad one."""
        require_mask(mask, CHANGEABLE)
        if change.revision <= 0:
            raise invalid("agent.revision", "must be the revision last read")
        if "draft" in mask and change.draft is None:
            raise invalid("agent.draft", "must be given when update_mask names it")
        current = await self._agents.get(organization_id, change.id)
        changed = replace(current, revision=change.revision, **{path: getattr(change, path) for path in mask})
        changed = replace(changed, display_name=changed.display_name.strip())
        _require_keepable(changed)
        return await self._agents.replace(organization_id, changed)

    async def delete(self, organization_id: str, agent_id: str) -> None:
        if await self._numbers.count_leading_to(organization_id, agent_id):
            raise agent_in_use(agent_id)
        await self._agents.delete(organization_id, agent_id)

    async def validate(self, organization_id: str, agent_id: str) -> tuple[Problem, ...]:
        agent = await self._agents.get(organization_id, agent_id)
        return await self._validator.problems(organization_id, agent.draft)

    async def check(self, organization_id: str, spec: AgentSpec) -> tuple[Problem, ...]:
        """Return the problems of a spec that is kept nowhere."""
        require_keepable(spec, "spec")
        return await self._validator.problems(organization_id, spec)

    async def publish(
        self, organization_id: str, agent_id: str, seen_revision: int, note: str, published_by: str
    ) -> AgentRevision:
        """Freeze the draft and make it live. Of two that publish at once, one gets REVISION_CONFLICT."""
        require_note(note)
        agent = await self._seen(organization_id, agent_id, seen_revision)
        if agent.latest_revision >= MAX_REVISIONS:
            raise too_many_revisions(agent_id)
        problems = await self._validator.problems(organization_id, agent.draft)
        if problems:
            raise agent_invalid(problems)
        number = agent.latest_revision + 1
        revision = AgentRevision(new_id("revision"), agent_id, number, agent.draft, note, published_by)
        return await self._commit(organization_id, agent, revision)

    async def _seen(self, organization_id: str, agent_id: str, seen_revision: int) -> Agent:
        """Return the agent; RevisionConflict unless it is as it was seen, or nobody says how it was."""
        agent = await self._agents.get(organization_id, agent_id)
        if seen_revision not in {0, agent.revision}:
            raise RevisionConflict("agent", agent_id)
        return agent

    async def _commit(self, organization_id: str, agent: Agent, revision: AgentRevision) -> AgentRevision:
        """Keep the revision, then let the agent name it: until then nobody can see it."""
        kept = await self._agents.add_revision(organization_id, revision)
        ids = (*agent.revision_ids, kept.id)
        live = replace(agent, live_revision=kept.number, revision_ids=ids, rollout=None)
        try:
            await self._agents.replace(organization_id, live)
        except (RevisionConflict, NotFound):
            await self._agents.remove_revision(organization_id, kept.id)
            raise
        log.info("agent.published", agent_id=agent.id, revision=kept.number)
        return kept

    async def roll_back(self, organization_id: str, agent_id: str, number: int) -> Agent:
        agent = await self._agents.set_live(organization_id, agent_id, number)
        log.info("agent.rolled_back", agent_id=agent_id, revision=number)
        return agent

    async def set_rollout(
        self, organization_id: str, agent_id: str, rollout: Rollout, seen_revision: int
    ) -> Agent:
        """Try a revision on a share of the calls, or no longer if the share is 0."""
        agent = await self._seen(organization_id, agent_id, seen_revision)
        require_rollout(agent, rollout)
        tried = rollout if rollout.percent else None
        if tried == agent.rollout:
            return agent
        changed = await self._agents.replace(organization_id, replace(agent, rollout=tried))
        log.info("agent.rollout_set", agent_id=agent_id, revision=rollout.number, percent=rollout.percent)
        return changed

    async def revision(self, organization_id: str, agent_id: str, number: int) -> AgentRevision:
        agent = await self._agents.get(organization_id, agent_id)
        return await self._agents.revision(organization_id, agent, number)

    async def revisions(self, organization_id: str, agent_id: str, page: Page) -> Listing[AgentRevision]:
        agent = await self._agents.get(organization_id, agent_id)
        return await self._agents.revisions(organization_id, agent, page)


def _require_keepable(agent: Agent) -> None:
    require_name(agent.display_name)
    require_description(agent.description)
    require_keepable(agent.draft)
