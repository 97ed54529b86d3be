"""Services may ask about a spec that is kept nowhere; they are told what publishing it would be."""

import pytest

from voicera.agents.v1 import agent_service_pb2 as pb
from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_kit.errors import InvalidArgument, PermissionDenied


async def check(agents, spec: AgentSpec, metadata=None) -> list[tuple[str, str]]:
    request = pb.CheckSpecRequest(spec=spec)
    answer = await agents.agents.CheckSpec(request, metadata=metadata or agents.service("org_1"))
    return [(problem.field, problem.reason) for problem in answer.problems]


async def test_a_spec_that_could_be_published_has_no_problems(agents, spec: AgentSpec) -> None:
    assert await check(agents, spec) == []


async def test_every_problem_is_named_as_publishing_would(agents, spec: AgentSpec) -> None:
    spec.graph.nodes[0].say.text = ""
    spec.speech_to_text[0].adapter = "whisper"
    assert set(await check(agents, spec)) == {
        ("graph.nodes[hello].say.text", "EMPTY_TEXT"),
        ("speech_to_text[0].adapter", "UNKNOWN_ADAPTER"),
    }


async def test_no_spec_is_one_with_problems(agents) -> None:
    assert ("graph.nodes", "NO_NODES") in await check(agents, AgentSpec())


async def test_a_spec_too_large_to_be_kept_is_not_looked_at(agents) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await check(agents, AgentSpec(greeting="x" * 600_000))
    assert caught.value.violations[0].field == "spec"


async def test_the_organization_s_own_credentials_count(agents, spec: AgentSpec) -> None:
    spec.language_model.add(adapter="openai", model="gpt-4.1-mini")
    assert ("language_model[1].adapter", "CREDENTIAL_MISSING") in await check(agents, spec)


async def test_only_a_service_for_an_organization_may_ask(agents, spec: AgentSpec) -> None:
    for metadata in (agents.member(), agents.service("")):
        with pytest.raises(PermissionDenied):
            await check(agents, spec, metadata)
