"""Agents are created, changed, listed and deleted by their own organization."""

import asyncio

import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from voicera.agents.v1 import agent_service_pb2 as pb
from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_kit.errors import InvalidArgument, NotFound, PermissionDenied, RevisionConflict, ServiceError


async def create(agents, organization_id="org_1", name="Reception", draft=None) -> pb.Agent:
    request = pb.CreateAgentRequest(agent=pb.Agent(display_name=name, draft=draft))
    return await agents.agents.CreateAgent(request, metadata=agents.member(organization_id))


async def update(agents, agent: pb.Agent, *paths: str, **values) -> pb.Agent:
    changed = pb.Agent()
    changed.CopyFrom(agent)
    changed.MergeFrom(pb.Agent(**values))
    request = pb.UpdateAgentRequest(agent=changed, update_mask=FieldMask(paths=paths))
    return await agents.agents.UpdateAgent(request, metadata=agents.member())


async def test_a_created_agent_is_returned_with_its_draft(agents, spec: AgentSpec) -> None:
    created = await create(agents, draft=spec)
    got = await agents.agents.GetAgent(pb.GetAgentRequest(agent_id=created.id), metadata=agents.member())
    assert got == created
    assert got.draft == spec
    assert (got.live_revision, got.latest_revision, got.revision) == (0, 0, 1)
    assert got.created_at == got.updated_at


async def test_a_draft_may_be_incomplete(agents) -> None:
    created = await create(agents)
    assert created.HasField("draft")
    assert created.draft == AgentSpec()


async def test_what_the_server_sets_is_not_taken_from_the_request(agents) -> None:
    given = pb.Agent(id="agent_mine", display_name="A", live_revision=7, latest_revision=9, revision=5)
    created = await agents.agents.CreateAgent(pb.CreateAgentRequest(agent=given), metadata=agents.member())
    assert created.id != "agent_mine"
    assert (created.live_revision, created.latest_revision, created.revision) == (0, 0, 1)


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
async def test_a_bad_name_is_refused(agents, name: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await create(agents, name=name)
    assert caught.value.violations[0].field == "agent.display_name"


async def test_a_name_may_have_120_characters_of_any_script(agents) -> None:
    assert (await create(agents, name="क" * 120)).display_name == "क" * 120


async def test_an_oversized_draft_is_refused(agents) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await create(agents, draft=AgentSpec(greeting="x" * 512 * 1024))
    assert caught.value.violations[0].field == "agent.draft"


async def test_a_draft_with_more_than_500_nodes_is_refused(agents) -> None:
    draft = AgentSpec()
    for index in range(501):
        draft.graph.nodes.add(id=f"n{index}")
    with pytest.raises(InvalidArgument) as caught:
        await create(agents, draft=draft)
    assert caught.value.violations[0].field == "agent.draft.graph.nodes"


async def test_settings_that_json_cannot_hold_are_refused(agents, spec: AgentSpec) -> None:
    spec.speech_to_text[0].settings["beam"] = float("inf")
    with pytest.raises(InvalidArgument) as caught:
        await create(agents, draft=spec)
    assert caught.value.violations[0].field == "agent.draft"


async def test_only_the_named_fields_change(agents, spec: AgentSpec) -> None:
    created = await create(agents, draft=spec)
    changed = await update(agents, created, "description", display_name="Other", description="Answers")
    assert (changed.display_name, changed.description) == ("Reception", "Answers")
    assert changed.draft == spec
    assert changed.revision == 2


async def test_a_draft_is_replaced_as_a_whole(agents, spec: AgentSpec) -> None:
    created = await create(agents, draft=spec)
    created.draft.CopyFrom(AgentSpec(language="hi-IN"))
    changed = await update(agents, created, "draft")
    assert changed.draft == AgentSpec(language="hi-IN")


async def test_a_draft_named_by_the_mask_must_be_given(agents, spec: AgentSpec) -> None:
    created = await create(agents, draft=spec)
    created.ClearField("draft")
    with pytest.raises(InvalidArgument) as caught:
        await update(agents, created, "draft")
    assert caught.value.violations[0].field == "agent.draft"


@pytest.mark.parametrize("paths", [(), ("live_revision",), ("display_name", "draft.greeting"), ("*",)])
async def test_a_mask_names_fields_that_can_change(agents, paths: tuple[str, ...]) -> None:
    created = await create(agents)
    with pytest.raises(InvalidArgument) as caught:
        await update(agents, created, *paths)
    assert caught.value.violations[0].field == "update_mask"


async def test_an_update_must_say_what_it_has_seen(agents) -> None:
    created = await create(agents)
    created.revision = 0
    with pytest.raises(InvalidArgument) as caught:
        await update(agents, created, "description")
    assert caught.value.violations[0].field == "agent.revision"


async def test_of_two_updates_of_the_same_revision_one_wins(agents) -> None:
    created = await create(agents)
    outcomes = await asyncio.gather(
        *(update(agents, created, "description", description=f"{index}") for index in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, pb.Agent) for each in outcomes) == 1
    assert sum(isinstance(each, RevisionConflict) for each in outcomes) == 7


async def test_agents_are_listed_newest_first_without_drafts(agents, clock, spec: AgentSpec) -> None:
    for index in range(5):
        await create(agents, name=f"Agent {index}", draft=spec)
        await clock.advance(1)
    names, token = [], ""
    while True:
        request = pb.ListAgentsRequest(page_size=2, page_token=token)
        page = await agents.agents.ListAgents(request, metadata=agents.member())
        names += [agent.display_name for agent in page.agents]
        assert not any(agent.HasField("draft") for agent in page.agents)
        token = page.next_page_token
        if not token:
            break
    assert names == [f"Agent {index}" for index in reversed(range(5))]


@pytest.mark.parametrize(("size", "token", "field"), [(-1, "", "page_size"), (1, "x", "page_token")])
async def test_a_bad_page_is_refused(agents, size: int, token: str, field: str) -> None:
    request = pb.ListAgentsRequest(page_size=size, page_token=token)
    with pytest.raises(InvalidArgument) as caught:
        await agents.agents.ListAgents(request, metadata=agents.member())
    assert caught.value.violations[0].field == field


async def test_another_organization_finds_nothing(agents, spec: AgentSpec) -> None:
    created = await create(agents, draft=spec)
    await agents.agents.PublishAgent(pb.PublishAgentRequest(agent_id=created.id), metadata=agents.member())
    stub, stranger, agent_id = agents.agents, agents.member("org_2"), created.id
    mask = FieldMask(paths=["description"])
    calls = (
        (stub.GetAgent, pb.GetAgentRequest(agent_id=agent_id)),
        (stub.UpdateAgent, pb.UpdateAgentRequest(agent=created, update_mask=mask)),
        (stub.DeleteAgent, pb.DeleteAgentRequest(agent_id=agent_id)),
        (stub.ValidateAgent, pb.ValidateAgentRequest(agent_id=agent_id)),
        (stub.PublishAgent, pb.PublishAgentRequest(agent_id=agent_id)),
        (stub.RollBackAgent, pb.RollBackAgentRequest(agent_id=agent_id, number=1)),
        (stub.GetAgentRevision, pb.GetAgentRevisionRequest(agent_id=agent_id, number=1)),
        (stub.ListAgentRevisions, pb.ListAgentRevisionsRequest(agent_id=agent_id)),
    )
    for method, request in calls:
        with pytest.raises(NotFound):
            await method(request, metadata=stranger)
    assert not (await stub.ListAgents(pb.ListAgentsRequest(), metadata=stranger)).agents


@pytest.mark.parametrize("agent_id", ["", "agent_none", "'; drop table agents; --", "../agents", "क"])
async def test_an_id_that_is_none_is_not_found(agents, agent_id: str) -> None:
    with pytest.raises(NotFound):
        await agents.agents.GetAgent(pb.GetAgentRequest(agent_id=agent_id), metadata=agents.member())


async def test_a_viewer_may_read_and_not_write(agents) -> None:
    created = await create(agents)
    viewer = agents.member(role="viewer")
    await agents.agents.GetAgent(pb.GetAgentRequest(agent_id=created.id), metadata=viewer)
    with pytest.raises(PermissionDenied):
        await agents.agents.DeleteAgent(pb.DeleteAgentRequest(agent_id=created.id), metadata=viewer)
    with pytest.raises(PermissionDenied):
        await agents.agents.PublishAgent(pb.PublishAgentRequest(agent_id=created.id), metadata=viewer)


async def test_a_deleted_agent_is_gone_with_its_revisions(agents, spec: AgentSpec) -> None:
    created = await create(agents, draft=spec)
    for _ in range(3):
        await agents.agents.PublishAgent(
            pb.PublishAgentRequest(agent_id=created.id), metadata=agents.member()
        )
    await agents.agents.DeleteAgent(pb.DeleteAgentRequest(agent_id=created.id), metadata=agents.member())
    with pytest.raises(NotFound):
        await agents.agents.GetAgent(pb.GetAgentRequest(agent_id=created.id), metadata=agents.member())
    with pytest.raises(ServiceError):
        await agents.agents.GetAgentRevision(
            pb.GetAgentRevisionRequest(agent_id=created.id, number=1), metadata=agents.member()
        )
