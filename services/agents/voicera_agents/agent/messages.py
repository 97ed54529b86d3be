"""Turns agents, revisions and problems into the contract's messages."""

from voicera.agents.v1 import agent_service_pb2 as pb
from voicera_agents.agent.model import Agent, AgentChange, AgentRevision, Rollout
from voicera_agents.agent.resolution import Resolution
from voicera_agents.timestamps import timestamp
from voicera_agents.validation.problem import Problem


def change_of(message: pb.Agent) -> AgentChange:
    draft = message.draft if message.HasField("draft") else None
    return AgentChange(message.id, message.display_name, message.description, draft, message.revision)


def agent_message(agent: Agent, *, with_draft: bool = True) -> pb.Agent:
    return pb.Agent(
        id=agent.id,
        display_name=agent.display_name,
        description=agent.description,
        draft=agent.draft if with_draft else None,
        live_revision=agent.live_revision,
        latest_revision=agent.latest_revision,
        revision=agent.revision,
        created_at=timestamp(agent.created_at),
        updated_at=timestamp(agent.updated_at),
        rollout=_rollout_message(agent.rollout) if agent.rollout else None,
    )


def _rollout_message(rollout: Rollout) -> pb.Rollout:
    return pb.Rollout(number=rollout.number, percent=rollout.percent)


def revision_message(revision: AgentRevision, *, with_spec: bool = True) -> pb.AgentRevision:
    return pb.AgentRevision(
        agent_id=revision.agent_id,
        number=revision.number,
        spec=revision.spec if with_spec else None,
        note=revision.note,
        published_by=revision.published_by,
        published_at=timestamp(revision.published_at),
    )


def problem_message(problem: Problem) -> pb.Problem:
    return pb.Problem(
        field=problem.field,
        node_id=problem.node_id,
        reason=problem.reason.value,
        description=problem.description,
    )


def resolution_message(resolution: Resolution) -> pb.ResolveCallResponse:
    return pb.ResolveCallResponse(
        organization_id=resolution.organization_id,
        agent_id=resolution.agent.id,
        agent_name=resolution.agent.display_name,
        agent_revision=resolution.number,
        spec=resolution.spec,
        number=resolution.e164,
    )
