"""Prompt nodes are rehearsed with the agent's models, each of which is asked once for each thing it says."""

import asyncio

import pytest

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.voice.v1 import rehearsal_service_pb2 as pb
from voicera_kit.errors import DeadlineExceeded, FailedPrecondition, ResourceExhausted, Unavailable

from .fakes.mesh import until
from .fakes.rehearsing import Rehearsing, demo

GREETING = "Sunrise Clinic, how can I help you?"


@pytest.fixture
def concierge() -> spec_pb2.AgentSpec:
    spec = demo("concierge")
    del spec.language_model[:]
    spec.language_model.add(adapter="mind", model="big")
    spec.language_model.add(adapter="other mind", model="small")
    return spec


@pytest.fixture
async def rehearsal(node, concierge) -> Rehearsing:
    return Rehearsing(node, concierge)


def call(tool: str, **arguments: object) -> lm_pb2.ToolCall:
    made = lm_pb2.ToolCall(id="call_1", name=tool)
    made.arguments.update(arguments)
    return made


async def test_the_model_answers_and_is_not_asked_again_for_what_it_said(node, rehearsal):
    node.mesh.answers = [["We open ", "at nine. "], ["Yes, ", "behind the building."]]
    assert await rehearsal.begin() == GREETING
    assert await rehearsal.say("when do you open?") == "We open at nine."
    assert await rehearsal.say("is there parking?") == "Yes, behind the building."
    assert [request.adapter for request in node.mesh.generate_requests] == ["mind", "mind"]
    heard = [(message.role, message.text) for message in node.mesh.generate_requests[-1].messages[1:]]
    assert [text for _, text in heard] == [
        GREETING,
        "when do you open?",
        "We open at nine.",
        "is there parking?",
    ]


async def test_going_back_asks_the_model_only_for_the_new_step(node, rehearsal):
    node.mesh.answers = [["At nine."], ["Yes."], ["No."]]
    await rehearsal.begin()
    await rehearsal.say("when do you open?")
    before = rehearsal.state
    assert await rehearsal.say("is there parking?") == "Yes."
    rehearsal.state = before
    assert await rehearsal.say("is there a garden?") == "No."
    assert len(node.mesh.generate_requests) == 3
    assert "is there parking?" not in str(node.mesh.generate_requests[-1])


async def test_tools_are_called_and_their_values_kept(node, rehearsal):
    wish = call("note_callback", name="Asha", about="a cleaning")
    node.mesh.answers = [[wish], ["Noted, ", "Asha."], ["You are welcome."]]
    await rehearsal.begin()
    assert await rehearsal.say("please call me back") == "Noted, Asha."
    (called,) = rehearsal.of("tool_called")
    assert (called.name, called.result_json) == ("note_callback", '{"ok": true}')
    values = {"patient_name": "Asha", "wish": "a cleaning"}
    assert dict(rehearsal.answer.variables) == values
    assert await rehearsal.say("thank you") == "You are welcome."
    assert dict(rehearsal.answer.variables) == values
    replayed = node.mesh.generate_requests[-1].messages
    assert [list(message.tool_calls) for message in replayed if message.tool_calls] == [[wish]]
    assert rehearsal.of("tool_called") == []


async def test_a_way_out_the_model_takes_leads_on(node, rehearsal):
    node.mesh.answers = [[call("done")]]
    await rehearsal.begin()
    assert (await rehearsal.say("goodbye")).startswith("Thank you for calling")
    assert rehearsal.kinds[:3] == ["tool_called", "intent", "node_entered"]
    assert (rehearsal.of("hung_up"), rehearsal.answer.over) == (["answered"], True)


async def test_the_next_model_answers_for_one_that_fails_and_the_failure_is_told(node, rehearsal):
    node.mesh.answers = [[Unavailable("gone", reason="VENDOR_DOWN")], ["At nine."]]
    await rehearsal.begin()
    assert await rehearsal.say("when do you open?") == "At nine."
    assert rehearsal.of("failed") == [
        pb.RehearsedFailure(adapter="mind", reason="VENDOR_DOWN", message="gone")
    ]
    assert rehearsal.kinds == ["failed", "said"]
    assert [request.model for request in node.mesh.generate_requests] == ["big", "small"]


async def test_models_that_all_fail_are_apologized_for_as_in_a_call(node, rehearsal):
    node.mesh.answers = [[Unavailable("gone", reason="VENDOR_DOWN")]] * 4
    await rehearsal.begin()
    assert await rehearsal.say("when do you open?")
    assert [failed.adapter for failed in rehearsal.of("failed")] == ["mind", "other mind"]
    assert not rehearsal.answer.over
    assert await rehearsal.say("hello?")
    assert rehearsal.of("failed")[-1].reason == "PROVIDER_FAILED"
    assert rehearsal.answer.over
    assert len(node.mesh.generate_requests) == 4


async def test_the_day_stays_that_of_the_beginning(node, rehearsal):
    node.mesh.answers = [["Hi."], ["Hi."]]
    await rehearsal.begin()
    await rehearsal.say("one")
    await rehearsal.say("two")
    first, second = (request.messages[0].text for request in node.mesh.generate_requests)
    assert first == second


async def test_a_prompt_where_none_was_leads_elsewhere(node, rehearsal):
    node.mesh.answers = [["At nine."]]
    await rehearsal.begin()
    await rehearsal.say("when do you open?")
    rehearsal.spec.graph.nodes[0].prompt.opening = ""
    with pytest.raises(FailedPrecondition) as refused:
        await rehearsal.say("is there parking?")
    assert refused.value.reason == "REHEARSAL_STATE_STALE"
    assert len(node.mesh.generate_requests) == 1


async def test_an_organization_takes_so_many_steps_at_once(start_node, concierge):
    async with start_node(max_rehearsals_per_organization=2) as node:
        rehearsals = [Rehearsing(node, concierge) for _ in range(3)]
        for rehearsal in rehearsals:
            await rehearsal.begin()
        node.mesh.model_stalls = True
        thinking = [asyncio.create_task(each.say("hello?")) for each in rehearsals[:2]]
        await until(lambda: len(node.mesh.generate_requests) == 2)
        with pytest.raises(ResourceExhausted) as refused:
            await rehearsals[2].say("hello?")
        assert refused.value.reason == "REHEARSALS_LIMIT_REACHED"
        assert refused.value.retry_after
        assert await Rehearsing(node, concierge, organization_id="org_2").begin() == GREETING
        for each in thinking:
            each.cancel()
        await asyncio.gather(*thinking, return_exceptions=True)
        node.mesh.model_stalls, node.mesh.deltas = False, ["Hi."]
        async with asyncio.timeout(5):
            while True:
                try:
                    assert await rehearsals[2].say("hello?") == "Hi."
                except ResourceExhausted:
                    await asyncio.sleep(0.02)
                else:
                    break


async def test_a_step_has_a_deadline(start_node, concierge):
    async with start_node(rehearsal_deadline_s=0.4) as node:
        rehearsal = Rehearsing(node, concierge)
        await rehearsal.begin()
        node.mesh.model_stalls = True
        with pytest.raises(DeadlineExceeded):
            await rehearsal.say("hello?")
