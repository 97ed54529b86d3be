"""A draft that validates becomes a revision; revisions never change and any of them can be live."""

import asyncio

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from voicera.agents.v1 import agent_service_pb2 as pb
from voicera.agents.v1 import credential_service_pb2 as credential_pb
from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.agent.model import Agent, AgentRevision
from voicera_agents.agent.store import REVISIONS, AgentStore
from voicera_kit.errors import InvalidArgument, NotFound, RevisionConflict


@pytest.fixture
async def agent(agents, spec: AgentSpec) -> pb.Agent:
    request = pb.CreateAgentRequest(agent=pb.Agent(display_name="Reception", draft=spec))
    return await agents.agents.CreateAgent(request, metadata=agents.member())


async def publish(agents, agent: pb.Agent, revision: int = 0, note: str = "") -> pb.AgentRevision:
    request = pb.PublishAgentRequest(agent_id=agent.id, revision=revision, note=note)
    return await agents.agents.PublishAgent(request, metadata=agents.member())


async def get(agents, agent: pb.Agent) -> pb.Agent:
    return await agents.agents.GetAgent(pb.GetAgentRequest(agent_id=agent.id), metadata=agents.member())


async def save(agents, agent: pb.Agent, draft: AgentSpec) -> pb.Agent:
    current = await get(agents, agent)
    current.draft.CopyFrom(draft)
    request = pb.UpdateAgentRequest(agent=current, update_mask=FieldMask(paths=["draft"]))
    return await agents.agents.UpdateAgent(request, metadata=agents.member())


async def revision(agents, agent: pb.Agent, number: int) -> pb.AgentRevision:
    request = pb.GetAgentRevisionRequest(agent_id=agent.id, number=number)
    return await agents.agents.GetAgentRevision(request, metadata=agents.member())


async def test_publishing_freezes_the_draft_and_makes_it_live(agents, agent, spec: AgentSpec) -> None:
    published = await publish(agents, agent, agent.revision, "First")
    assert (published.number, published.note, published.published_by) == (1, "First", "user_1")
    assert published.spec == spec
    current = await get(agents, agent)
    assert (current.live_revision, current.latest_revision) == (1, 1)
    assert await revision(agents, agent, 1) == published


async def test_a_revision_stays_as_it_was_when_the_draft_changes(agents, agent, spec: AgentSpec) -> None:
    await publish(agents, agent)
    changed = AgentSpec()
    changed.CopyFrom(spec)
    changed.greeting = "Namaste."
    await save(agents, agent, changed)
    assert (await revision(agents, agent, 1)).spec == spec
    assert (await publish(agents, agent)).number == 2
    assert (await revision(agents, agent, 2)).spec == changed
    assert (await revision(agents, agent, 1)).spec == spec


async def test_an_invalid_draft_is_not_published_and_every_problem_is_named(agents, agent) -> None:
    agent.draft.graph.nodes[0].say.text = ""
    agent.draft.speech_to_text[0].adapter = "whisper"
    await save(agents, agent, agent.draft)
    with pytest.raises(InvalidArgument) as caught:
        await publish(agents, agent)
    assert caught.value.reason == "AGENT_INVALID"
    assert {each.field for each in caught.value.violations} == {
        "graph.nodes[hello].say.text",
        "speech_to_text[0].adapter",
    }
    assert (await get(agents, agent)).latest_revision == 0


async def test_validation_names_field_node_reason_and_description(agents, agent) -> None:
    agent.draft.graph.nodes[0].say.text = ""
    await save(agents, agent, agent.draft)
    request = pb.ValidateAgentRequest(agent_id=agent.id)
    (problem,) = (await agents.agents.ValidateAgent(request, metadata=agents.member())).problems
    assert problem.field == "graph.nodes[hello].say.text"
    assert (problem.node_id, problem.reason) == ("hello", "EMPTY_TEXT")
    assert problem.description


async def test_a_very_wrong_draft_still_gets_a_readable_answer(agents, agent) -> None:
    agent.draft.vocabulary.extend([""] * 900)
    await save(agents, agent, agent.draft)
    with pytest.raises(InvalidArgument) as caught:
        await publish(agents, agent)
    assert caught.value.reason == "AGENT_INVALID"
    assert "more" in caught.value.violations[-1].description
    assert len(caught.value.violations) > 50


async def test_a_silent_pool_is_told_apart_from_an_unknown_adapter(agents, agent, pools) -> None:
    pools.silent = {"espeak"}
    with pytest.raises(InvalidArgument) as caught:
        await publish(agents, agent)
    (violation,) = caught.value.violations
    assert violation.field == "text_to_speech[0].adapter"
    assert "no answer from espeak" in violation.description


async def test_nobody_publishes_what_they_have_not_seen(agents, agent) -> None:
    await save(agents, agent, agent.draft)
    with pytest.raises(RevisionConflict):
        await publish(agents, agent, agent.revision)


async def test_of_those_who_publish_at_once_one_wins(agents, agent, documents) -> None:
    outcomes = await asyncio.gather(*(publish(agents, agent) for _ in range(6)), return_exceptions=True)
    won = [each for each in outcomes if isinstance(each, pb.AgentRevision)]
    assert len(won) >= 1
    assert all(isinstance(each, pb.AgentRevision | RevisionConflict) for each in outcomes)
    assert sorted(each.number for each in won) == list(range(1, len(won) + 1))
    assert (await get(agents, agent)).latest_revision == len(won)
    assert await documents.count("org_1", REVISIONS) == len(won)


async def test_a_revision_its_agent_does_not_name_does_not_count(agents, agent, documents, spec) -> None:
    store = AgentStore(documents)
    await store.add_revision("org_1", AgentRevision("revision_lost", agent.id, 1, AgentSpec(), "", "user_1"))
    with pytest.raises(NotFound):
        await revision(agents, agent, 1)
    published = await publish(agents, agent)
    assert published.number == 1
    assert (await revision(agents, agent, 1)).spec == spec


async def test_rolling_back_makes_an_earlier_revision_live_and_keeps_the_draft(agents, agent) -> None:
    await publish(agents, agent)
    agent.draft.greeting = "Namaste."
    await save(agents, agent, agent.draft)
    await publish(agents, agent)
    request = pb.RollBackAgentRequest(agent_id=agent.id, number=1)
    rolled = await agents.agents.RollBackAgent(request, metadata=agents.member())
    assert (rolled.live_revision, rolled.latest_revision) == (1, 2)
    assert rolled.draft.greeting == "Namaste."
    assert (await publish(agents, agent)).number == 3


@pytest.mark.parametrize("number", [-1, 0, 2])
async def test_only_a_published_revision_can_go_live(agents, agent, number: int) -> None:
    await publish(agents, agent)
    with pytest.raises(NotFound):
        await agents.agents.RollBackAgent(
            pb.RollBackAgentRequest(agent_id=agent.id, number=number), metadata=agents.member()
        )
    with pytest.raises(NotFound):
        await revision(agents, agent, number)


async def test_revisions_are_listed_newest_first_without_specs(agents, agent) -> None:
    for index in range(5):
        await publish(agents, agent, note=f"{index + 1}")
    seen, token = [], ""
    while True:
        request = pb.ListAgentRevisionsRequest(agent_id=agent.id, page_size=2, page_token=token)
        page = await agents.agents.ListAgentRevisions(request, metadata=agents.member())
        seen += [(each.number, each.note) for each in page.revisions]
        assert not any(each.HasField("spec") for each in page.revisions)
        await publish(agents, agent, note="meanwhile")
        token = page.next_page_token
        if not token:
            break
    assert seen == [(number, str(number)) for number in (5, 4, 3, 2, 1)]


async def test_an_agent_never_published_has_no_revisions(agents, agent) -> None:
    request = pb.ListAgentRevisionsRequest(agent_id=agent.id)
    assert not (await agents.agents.ListAgentRevisions(request, metadata=agents.member())).revisions


async def test_the_token_of_another_list_is_refused(agents, agent) -> None:
    for _ in range(2):
        await publish(agents, agent)
    request = pb.ListAgentRevisionsRequest(agent_id=agent.id, page_size=1)
    token = (await agents.agents.ListAgentRevisions(request, metadata=agents.member())).next_page_token
    other = pb.ListAgentsRequest(page_token=token)
    with pytest.raises(InvalidArgument):
        await agents.agents.ListAgents(other, metadata=agents.member())


async def test_a_long_note_is_refused(agents, agent) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await publish(agents, agent, note="x" * 1001)
    assert caught.value.code is grpc.StatusCode.INVALID_ARGUMENT
    assert caught.value.violations[0].field == "note"


def test_the_newest_revision_is_the_number_of_revisions() -> None:
    assert Agent("agent_1", "A", revision_ids=("revision_1", "revision_2")).latest_revision == 2


async def test_the_organizations_own_credential_lets_its_agent_go_live(agents, spec: AgentSpec) -> None:
    spec.language_model.add(adapter="openai", model="gpt-4.1-mini")
    made = pb.CreateAgentRequest(agent=pb.Agent(display_name="Talks", draft=spec))
    agent = await agents.agents.CreateAgent(made, metadata=agents.member())
    for vendor in ("", "deepgram"):
        if vendor:
            await keep(agents, agents.member(), vendor)
        await keep(agents, agents.member("org_2"), "openai")
        with pytest.raises(InvalidArgument) as refused:
            await publish(agents, agent)
        assert [each.field for each in refused.value.violations] == ["language_model[1].adapter"]
    await keep(agents, agents.member(), "openai")
    assert (await publish(agents, agent)).number == 1


async def keep(agents, metadata, vendor: str) -> None:
    request = credential_pb.CreateCredentialRequest(vendor=vendor, values={"api_key": "sk-test-1234567890"})
    await agents.credentials.CreateCredential(request, metadata=metadata)
