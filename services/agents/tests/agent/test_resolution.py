"""A call finds the live revision, whatever form the carrier writes the number in."""

import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from voicera.agents.v1 import agent_service_pb2 as pb
from voicera.agents.v1 import number_service_pb2 as numbers
from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Unauthenticated,
)

CALLED = "+918000000002"


@pytest.fixture
async def agent(agents, spec: AgentSpec) -> pb.Agent:
    request = pb.CreateAgentRequest(agent=pb.Agent(display_name="Reception", draft=spec))
    created = await agents.agents.CreateAgent(request, metadata=agents.member())
    await agents.agents.PublishAgent(pb.PublishAgentRequest(agent_id=created.id), metadata=agents.member())
    return created


async def register(agents, e164: str = CALLED, agent_id: str = "") -> numbers.Number:
    request = numbers.CreateNumberRequest(number=numbers.Number(e164=e164, agent_id=agent_id))
    return await agents.numbers.CreateNumber(request, metadata=agents.member())


async def resolve(agents, organization_id: str = "", **target: object) -> pb.ResolveCallResponse:
    return await agents.agents.ResolveCall(
        pb.ResolveCallRequest(**target), metadata=agents.service(organization_id)
    )


@pytest.mark.parametrize(
    "written",
    [
        "+918000000002",
        "918000000002",
        "08000000002",
        "8000000002",
        "00918000000002",
        "+91 80000 00002",
        " 080-0000-0002 ",
    ],
)
async def test_every_written_form_of_a_number_resolves(agents, agent, written: str) -> None:
    await register(agents, agent_id=agent.id)
    resolved = await resolve(agents, number=written)
    assert (resolved.organization_id, resolved.agent_id) == ("org_1", agent.id)
    assert (resolved.agent_name, resolved.agent_revision) == ("Reception", 1)
    assert resolved.number == CALLED
    assert resolved.spec == agent.draft


async def test_the_number_as_written_comes_before_the_national_reading(agents, agent) -> None:
    await register(agents, "+14155550123", agent.id)
    await register(agents, "+911415555012", agent.id)
    assert (await resolve(agents, number="14155550123")).number == "+14155550123"
    assert (await resolve(agents, number="01415555012")).number == "+911415555012"


@pytest.fixture
def american(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICERA_DEFAULT_REGION", "US")


@pytest.mark.usefixtures("american")
async def test_national_numbers_are_of_the_region_of_the_setting(agents, agent) -> None:
    assert (await register(agents, "(415) 555-0123", agent.id)).e164 == "+14155550123"
    assert (await resolve(agents, number="4155550123")).number == "+14155550123"


@pytest.mark.parametrize(
    "called", ["+918000000009", "", "anonymous", "sip:alice@example.com", "+", "१२३", "9" * 40, "0", "'--"]
)
async def test_a_number_nobody_has_is_unknown(agents, agent, called: str) -> None:
    await register(agents, agent_id=agent.id)
    with pytest.raises(NotFound) as caught:
        await resolve(agents, number=called)
    assert caught.value.reason == "NUMBER_UNKNOWN"


async def test_a_number_without_agent_is_unattached(agents) -> None:
    await register(agents)
    with pytest.raises(FailedPrecondition) as caught:
        await resolve(agents, number=CALLED)
    assert caught.value.reason == "NUMBER_UNATTACHED"
    assert caught.value.metadata["organization_id"] == "org_1"


async def test_an_agent_without_live_revision_is_not_published(agents, spec: AgentSpec) -> None:
    request = pb.CreateAgentRequest(agent=pb.Agent(display_name="New", draft=spec))
    created = await agents.agents.CreateAgent(request, metadata=agents.member())
    await register(agents, agent_id=created.id)
    for organization_id, target in (("", {"number": CALLED}), ("org_1", {"agent_id": created.id})):
        with pytest.raises(FailedPrecondition) as caught:
            await resolve(agents, organization_id, **target)
        assert caught.value.reason == "AGENT_NOT_PUBLISHED"
        assert caught.value.metadata == {"organization_id": "org_1", "agent_id": created.id}


async def test_an_agent_resolves_within_the_token_s_organization_only(agents, agent) -> None:
    resolved = await resolve(agents, "org_1", agent_id=agent.id)
    assert (resolved.organization_id, resolved.agent_revision, resolved.number) == ("org_1", 1, "")
    with pytest.raises(NotFound):
        await resolve(agents, "org_2", agent_id=agent.id)
    with pytest.raises(InvalidArgument):
        await resolve(agents, "", agent_id=agent.id)


async def test_a_token_of_another_organization_does_not_find_the_number(agents, agent) -> None:
    await register(agents, agent_id=agent.id)
    assert (await resolve(agents, "org_1", number=CALLED)).agent_id == agent.id
    with pytest.raises(NotFound) as caught:
        await resolve(agents, "org_2", number=CALLED)
    assert caught.value.reason == "NUMBER_UNKNOWN"


async def test_the_revision_that_is_live_answers(agents, agent) -> None:
    await register(agents, agent_id=agent.id)
    await agents.agents.PublishAgent(pb.PublishAgentRequest(agent_id=agent.id), metadata=agents.member())
    assert (await resolve(agents, number=CALLED)).agent_revision == 2
    request = pb.RollBackAgentRequest(agent_id=agent.id, number=1)
    await agents.agents.RollBackAgent(request, metadata=agents.member())
    assert (await resolve(agents, number=CALLED)).agent_revision == 1


async def test_an_agent_a_number_leads_to_is_not_deleted(agents, agent) -> None:
    number = await register(agents, agent_id=agent.id)
    request = pb.DeleteAgentRequest(agent_id=agent.id)
    with pytest.raises(FailedPrecondition) as caught:
        await agents.agents.DeleteAgent(request, metadata=agents.member())
    assert caught.value.reason == "AGENT_IN_USE"
    number.agent_id = ""
    detached = numbers.UpdateNumberRequest(number=number, update_mask=FieldMask(paths=["agent_id"]))
    await agents.numbers.UpdateNumber(detached, metadata=agents.member())
    await agents.agents.DeleteAgent(request, metadata=agents.member())


async def test_only_services_resolve_calls(agents, agent) -> None:
    request = pb.ResolveCallRequest(agent_id=agent.id)
    with pytest.raises(PermissionDenied):
        await agents.agents.ResolveCall(request, metadata=agents.member())
    with pytest.raises(Unauthenticated):
        await agents.agents.ResolveCall(request, metadata=agents.mesh.anonymous())


async def test_a_call_to_nothing_is_refused(agents) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await resolve(agents)
    assert caught.value.violations[0].field == "target"


async def test_the_draft_answers_as_revision_0_published_or_not(agents, agent, spec: AgentSpec) -> None:
    agent.draft.greeting = "Draft."
    update = pb.UpdateAgentRequest(agent=agent, update_mask=FieldMask(paths=["draft"]))
    update.agent.revision = (await get(agents, agent)).revision
    await agents.agents.UpdateAgent(update, metadata=agents.member())
    resolved = await resolve(agents, "org_1", agent_id=agent.id, draft=True)
    assert (resolved.agent_revision, resolved.spec) == (0, agent.draft)
    assert (await resolve(agents, "org_1", agent_id=agent.id)).agent_revision == 1
    created = await agents.agents.CreateAgent(
        pb.CreateAgentRequest(agent=pb.Agent(display_name="New", draft=spec)), metadata=agents.member()
    )
    assert (await resolve(agents, "org_1", agent_id=created.id, draft=True)).spec == spec


async def test_a_draft_that_could_not_be_published_is_refused_by_field(agents, agent) -> None:
    agent.draft.graph.nodes[0].say.text = ""
    update = pb.UpdateAgentRequest(agent=agent, update_mask=FieldMask(paths=["draft"]))
    update.agent.revision = (await get(agents, agent)).revision
    await agents.agents.UpdateAgent(update, metadata=agents.member())
    with pytest.raises(InvalidArgument) as caught:
        await resolve(agents, "org_1", agent_id=agent.id, draft=True)
    assert caught.value.reason == "AGENT_INVALID"
    assert [each.field for each in caught.value.violations] == ["graph.nodes[hello].say.text"]


async def test_a_draft_is_of_an_agent_of_the_token_s_organization(agents, agent) -> None:
    await register(agents, agent_id=agent.id)
    with pytest.raises(NotFound):
        await resolve(agents, "org_2", agent_id=agent.id, draft=True)
    for organization_id, target, field in (
        ("", {"agent_id": agent.id}, "agent_id"),
        ("org_1", {"number": CALLED}, "draft"),
    ):
        with pytest.raises(InvalidArgument) as caught:
            await resolve(agents, organization_id, draft=True, **target)
        assert caught.value.violations[0].field == field


async def get(agents, agent: pb.Agent) -> pb.Agent:
    return await agents.agents.GetAgent(pb.GetAgentRequest(agent_id=agent.id), metadata=agents.member())
