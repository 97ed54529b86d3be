"""A share of the calls goes to a revision being tried, until that ends or another goes live."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from voicera.agents.v1 import agent_service_pb2 as pb
from voicera.agents.v1 import number_service_pb2 as numbers
from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_kit.errors import InvalidArgument, NotFound, PermissionDenied, RevisionConflict

CALLED = "+918000000002"


@pytest.fixture
async def agent(agents, spec: AgentSpec) -> pb.Agent:
    """An agent with two revisions, the second one live, and a number that leads to it."""
    request = pb.CreateAgentRequest(agent=pb.Agent(display_name="Reception", draft=spec))
    agent = await agents.agents.CreateAgent(request, metadata=agents.member())
    for greeting in ("One.", "Two."):
        agent.draft.greeting = greeting
        mask = FieldMask(paths=["draft"])
        update = pb.UpdateAgentRequest(agent=agent, update_mask=mask)
        await agents.agents.UpdateAgent(update, metadata=agents.member())
        await agents.agents.PublishAgent(pb.PublishAgentRequest(agent_id=agent.id), metadata=agents.member())
        agent = await get(agents, agent.id)
    number = numbers.Number(e164=CALLED, agent_id=agent.id)
    await agents.numbers.CreateNumber(numbers.CreateNumberRequest(number=number), metadata=agents.member())
    return agent


async def get(agents, agent_id: str) -> pb.Agent:
    return await agents.agents.GetAgent(pb.GetAgentRequest(agent_id=agent_id), metadata=agents.member())


async def roll_out(agents, agent: pb.Agent, number: int, percent: int, revision: int = 0) -> pb.Agent:
    request = pb.SetRolloutRequest(agent_id=agent.id, number=number, percent=percent, revision=revision)
    return await agents.agents.SetRollout(request, metadata=agents.member())


async def resolve(agents, **target: object) -> pb.ResolveCallResponse:
    request = pb.ResolveCallRequest(**target)
    return await agents.agents.ResolveCall(request, metadata=agents.service("org_1"))


async def answering(agents, calls: int, **target: str) -> Counter[tuple[int, str]]:
    """Count which revision answers so many calls, and with what greeting."""
    answers = [await resolve(agents, **target) for _ in range(calls)]
    return Counter((answer.agent_revision, answer.spec.greeting) for answer in answers)


async def test_the_revision_tried_is_kept_and_listed(agents, agent) -> None:
    changed = await roll_out(agents, agent, 1, 10, agent.revision)
    assert (changed.rollout.number, changed.rollout.percent) == (1, 10)
    assert changed.live_revision == 2
    assert (await get(agents, agent.id)).rollout == changed.rollout
    listed = await agents.agents.ListAgents(pb.ListAgentsRequest(), metadata=agents.member())
    assert listed.agents[0].rollout == changed.rollout


@pytest.mark.parametrize("target", ["number", "agent_id"])
async def test_each_revision_answers_its_share_of_the_calls(agents, agent, target: str) -> None:
    await roll_out(agents, agent, 1, 30)
    called = {"number": CALLED} if target == "number" else {"agent_id": agent.id}
    counted = await answering(agents, 600, **called)
    assert set(counted) == {(1, "One."), (2, "Two.")}
    assert 120 < counted[1, "One."] < 240  # 180 expected; five standard deviations to either side


async def test_the_smallest_share_leaves_nearly_all_calls_to_the_live_revision(agents, agent) -> None:
    await roll_out(agents, agent, 1, 1)
    counted = await answering(agents, 200, agent_id=agent.id)
    assert counted[2, "Two."] > 180


async def test_editing_the_draft_leaves_the_rollout(agents, agent) -> None:
    changed = await roll_out(agents, agent, 1, 10)
    changed.display_name = "Front desk"
    update = pb.UpdateAgentRequest(agent=changed, update_mask=FieldMask(paths=["display_name"]))
    await agents.agents.UpdateAgent(update, metadata=agents.member())
    assert (await get(agents, agent.id)).rollout.percent == 10


async def test_no_percent_ends_it(agents, agent) -> None:
    await roll_out(agents, agent, 1, 99)
    assert not (await roll_out(agents, agent, 0, 0)).HasField("rollout")
    assert set(await answering(agents, 50, number=CALLED)) == {(2, "Two.")}


async def test_ending_what_is_not_there_changes_nothing(agents, agent) -> None:
    assert (await roll_out(agents, agent, 0, 0)).revision == agent.revision


async def publish(agents, agent: pb.Agent) -> int:
    request = pb.PublishAgentRequest(agent_id=agent.id)
    return (await agents.agents.PublishAgent(request, metadata=agents.member())).number


async def roll_back(agents, agent: pb.Agent) -> int:
    request = pb.RollBackAgentRequest(agent_id=agent.id, number=1)
    return (await agents.agents.RollBackAgent(request, metadata=agents.member())).live_revision


@pytest.mark.parametrize("going_live", [publish, roll_back])
async def test_another_revision_going_live_ends_it(
    agents, agent, going_live: Callable[..., Awaitable[int]]
) -> None:
    await roll_out(agents, agent, 1, 99)
    live = await going_live(agents, agent)
    assert not (await get(agents, agent.id)).HasField("rollout")
    assert {number for number, _ in await answering(agents, 30, agent_id=agent.id)} == {live}


@pytest.mark.parametrize(
    ("number", "percent", "field"),
    [
        *((number, 10, "number") for number in (0, -1, 2, 3)),
        *((1, percent, "percent") for percent in (100, -1)),
    ],
)
async def test_what_cannot_be_tried_is_named(agents, agent, number: int, percent: int, field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await roll_out(agents, agent, number, percent)
    assert [each.field for each in caught.value.violations] == [field]
    assert not (await get(agents, agent.id)).HasField("rollout")


async def test_an_agent_never_published_has_nothing_to_try(agents, spec: AgentSpec) -> None:
    request = pb.CreateAgentRequest(agent=pb.Agent(display_name="New", draft=spec))
    created = await agents.agents.CreateAgent(request, metadata=agents.member())
    with pytest.raises(InvalidArgument) as caught:
        await roll_out(agents, created, 1, 10)
    assert caught.value.violations[0].field == "number"


async def test_nobody_rolls_out_over_a_change_they_have_not_seen(agents, agent) -> None:
    await roll_out(agents, agent, 1, 10)
    with pytest.raises(RevisionConflict):
        await roll_out(agents, agent, 1, 20, agent.revision)
    assert (await get(agents, agent.id)).rollout.percent == 10


async def test_of_rollouts_at_once_each_wins_or_is_told(agents, agent) -> None:
    outcomes = await asyncio.gather(
        *(roll_out(agents, agent, 1, percent) for percent in range(1, 9)), return_exceptions=True
    )
    assert all(isinstance(each, pb.Agent | RevisionConflict) for each in outcomes)
    won = [each.rollout.percent for each in outcomes if isinstance(each, pb.Agent)]
    assert (await get(agents, agent.id)).rollout.percent in won


async def test_only_who_may_publish_rolls_out(agents, agent) -> None:
    request = pb.SetRolloutRequest(agent_id=agent.id, number=1, percent=10)
    with pytest.raises(PermissionDenied):
        await agents.agents.SetRollout(request, metadata=agents.member(role="operator"))
    with pytest.raises(NotFound):
        await agents.agents.SetRollout(request, metadata=agents.member("org_2"))
