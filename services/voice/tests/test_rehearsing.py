"""An agent is tried in writing: step by step, back again, and with what a call would do."""

import pytest

from voicera.agents.v1 import agent_service_pb2, spec_pb2
from voicera.voice.v1 import rehearsal_service_pb2 as pb
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    PermissionDenied,
    ResourceExhausted,
    Unavailable,
)

from .conftest import ORGANIZATION
from .fakes.rehearsing import Rehearsing, demo


@pytest.fixture
def clinic() -> spec_pb2.AgentSpec:
    return demo("appointment")


@pytest.fixture
async def rehearsal(node, clinic) -> Rehearsing:
    return Rehearsing(node, clinic)


async def until_confirmed(rehearsal: Rehearsing) -> str:
    await rehearsal.begin()
    await rehearsal.say("I would like to book an appointment")
    await rehearsal.say("a cleaning please")
    await rehearsal.say("on monday please")
    await rehearsal.say("in the morning")
    return await rehearsal.press("9800000001#")


async def test_a_whole_booking_by_text_and_keys(rehearsal):
    assert await rehearsal.begin() == "Welcome to Sunrise Clinic. How can I help you today?"
    assert rehearsal.of("said")[0] == pb.RehearsedLine(text="Welcome to Sunrise Clinic.", node_id="help")
    assert (rehearsal.of("node_entered"), rehearsal.answer.node_id) == (["help"], "help")
    await rehearsal.say("I would like to book a cleaning")
    assert rehearsal.kinds[:4] == ["intent", "variable_set", "node_entered", "node_entered"]
    assert rehearsal.of("variable_set") == [pb.RehearsedValue(name="service", value="cleaning")]
    assert (await rehearsal.say("on monday please")).startswith("Would you prefer the morning")
    await rehearsal.say("in the morning")
    confirming = "So I have cleaning, on monday, in the morning. Is that right?"
    assert await rehearsal.press("9800000001#") == confirming
    assert await rehearsal.say("no that is wrong") != confirming
    assert await rehearsal.say("make it tuesday") == confirming.replace("monday", "tuesday")
    goodbye = await rehearsal.say("yes that is right")
    assert goodbye.startswith("Your cleaning is booked for tuesday in the morning.")
    assert (rehearsal.of("hung_up"), rehearsal.answer.over) == (["booked"], True)
    assert dict(rehearsal.answer.variables) == {
        "service": "cleaning",
        "day": "tuesday",
        "time": "morning",
        "phone": "9800000001",
    }


async def test_an_earlier_state_goes_back_to_its_question(rehearsal):
    await rehearsal.begin()
    await rehearsal.say("I would like to book a cleaning")
    asked_for_the_day = rehearsal.state
    await rehearsal.say("on monday please")
    assert rehearsal.answer.variables["day"] == "monday"
    rehearsal.state = asked_for_the_day
    await rehearsal.say("on friday please")
    assert dict(rehearsal.answer.variables) == {"service": "cleaning", "day": "friday"}
    assert rehearsal.answer.node_id == "time"


async def test_the_same_step_taken_twice_leads_to_the_same(rehearsal):
    await until_confirmed(rehearsal)
    before = rehearsal.state
    first = await rehearsal.say("yes"), rehearsal.answer
    rehearsal.state = before
    assert (await rehearsal.say("yes"), rehearsal.answer) == first


async def test_keys_end_with_the_pause_after_the_last_one(rehearsal):
    await rehearsal.begin()
    assert (await rehearsal.press("1")).startswith("Which treatment")
    await rehearsal.say("whitening")
    await rehearsal.say("monday")
    await rehearsal.say("morning")
    assert (await rehearsal.press("123")).startswith("That was not a ten digit number.")
    assert (await rehearsal.press("9800000001")).startswith("So I have whitening")


async def test_keys_nobody_waits_for_change_nothing(rehearsal):
    await rehearsal.begin()
    await rehearsal.say("a cleaning please")
    await rehearsal.say("I would like to book a cleaning")
    assert await rehearsal.press("77") == ""
    assert (rehearsal.answer.node_id, rehearsal.answer.over) == ("day", False)


async def test_keys_after_the_end_are_not_pressed(rehearsal):
    await rehearsal.begin()
    assert (await rehearsal.press("000")).startswith("One moment please")
    assert rehearsal.of("transferred_to") == ["+918000000003"]
    assert rehearsal.answer.over


async def test_a_silent_caller_is_prompted_and_left_in_the_end(rehearsal):
    await rehearsal.begin()
    assert await rehearsal.stay_silent() == "Are you still there?"
    assert await rehearsal.stay_silent() == "I am sorry, I can not hear you."
    assert await rehearsal.stay_silent() == "Goodbye."
    assert (rehearsal.of("hung_up"), rehearsal.of("failed"), rehearsal.answer.over) == ([""], [], True)


async def test_after_the_end_only_an_earlier_state_goes_on(rehearsal):
    await rehearsal.begin()
    beginning = rehearsal.state
    await rehearsal.press("0")
    with pytest.raises(FailedPrecondition) as refused:
        await rehearsal.say("hello?")
    assert refused.value.reason == "REHEARSAL_OVER"
    rehearsal.state = beginning
    assert (await rehearsal.press("1")).startswith("Which treatment")


async def test_values_to_begin_with_are_there_from_the_beginning(node, clinic):
    rehearsal = Rehearsing(node, clinic, {"service": "filling"})
    await rehearsal.begin()
    assert dict(rehearsal.answer.variables) == {"service": "filling"}
    await rehearsal.press("1")
    assert rehearsal.answer.node_id == "day"


async def test_words_may_change_under_a_rehearsal(rehearsal):
    await rehearsal.begin()
    await rehearsal.say("book a cleaning")
    nodes = {node.id: node for node in rehearsal.spec.graph.nodes}
    rehearsal.spec.greeting = "Welcome."
    nodes["time"].collect.prompt = "Morning or evening?"
    assert await rehearsal.say("on monday please") == "Morning or evening?"


@pytest.mark.parametrize("change", ["edge", "option", "default"])
async def test_a_spec_that_leads_elsewhere_is_noticed(rehearsal, change: str):
    await rehearsal.begin()
    await rehearsal.say("book a cleaning")
    nodes = {node.id: node for node in rehearsal.spec.graph.nodes}
    if change == "edge":
        nodes["help"].edges[0].to = "goodbye"
    elif change == "option":
        del rehearsal.spec.variables[0].options[1]
    else:
        rehearsal.spec.variables[1].default_value = "monday"
    with pytest.raises(FailedPrecondition) as refused:
        await rehearsal.say("on monday please")
    assert refused.value.reason == "REHEARSAL_STATE_STALE"


async def test_a_translated_agent_speaks_the_language_it_is_written_in(node, clinic):
    clinic.language = "hi-IN"
    clinic.translation.language = "en-US"
    clinic.translation.choices.add(adapter="interpreter")
    clinic.silence.ClearField("prompts")
    rehearsal = Rehearsing(node, clinic)
    assert await rehearsal.begin() == "Welcome to Sunrise Clinic. How can I help you today?"
    assert (await rehearsal.stay_silent()).isascii()
    assert (await rehearsal.say("book a cleaning")).startswith("On which day")
    assert node.mesh.translate_requests == []


async def test_what_would_not_work_in_a_call_is_told(node, clinic):
    nodes = {each.id: each for each in clinic.graph.nodes}
    nodes["reception"].transfer.to = "{service}"
    rehearsal = Rehearsing(node, clinic)
    await rehearsal.begin()
    await rehearsal.press("0")
    (failed,) = rehearsal.of("failed")
    assert (failed.reason, failed.adapter) == ("INVALID_DESTINATION", "")
    assert "reception" in failed.message
    assert rehearsal.answer.over


async def test_agents_says_whether_the_conversation_can_be_held(node, rehearsal):
    node.mesh.problems = [
        agent_service_pb2.Problem(field="graph.nodes[help].edges", node_id="help", description="no default"),
        agent_service_pb2.Problem(field="speech_to_text", reason="NO_RECOGNIZER", description="none"),
    ]
    with pytest.raises(InvalidArgument) as refused:
        await rehearsal.begin()
    assert refused.value.reason == "AGENT_INVALID"
    assert [(each.field, each.description) for each in refused.value.violations] == [
        ("graph.nodes[help].edges", "no default")
    ]
    assert node.mesh.specs_checked == [(ORGANIZATION, rehearsal.spec)]


async def test_what_only_speech_needs_and_what_nothing_leads_to_may_be_unfinished(node, rehearsal):
    fields = ["speech_to_text", "text_to_speech[0].voice", "translation.choices", "other_languages[0]"]
    node.mesh.problems = [agent_service_pb2.Problem(field=field) for field in fields]
    for reason in ("UNREACHABLE_NODE", "EMPTY_TEXT"):
        node.mesh.problems.append(
            agent_service_pb2.Problem(field="graph.nodes[new].say", node_id="new", reason=reason)
        )
    assert await rehearsal.begin()


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({}, "step"),
        ({"text": ""}, "text"),
        ({"text": " "}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"digits": ""}, "digits"),
        ({"digits": "12a"}, "digits"),
        ({"digits": "\u0661"}, "digits"),
        ({"digits": "1" * 41}, "digits"),
        ({"silence": False}, "silence"),
    ],
)
async def test_what_the_caller_cannot_do_is_refused_by_field(rehearsal, step, field: str):
    await rehearsal.begin()
    with pytest.raises(InvalidArgument) as refused:
        await rehearsal.step(**step)
    assert [each.field for each in refused.value.violations] == [field]


async def test_the_agent_speaks_first(rehearsal):
    with pytest.raises(InvalidArgument) as refused:
        await rehearsal.say("hello")
    assert [each.field for each in refused.value.violations] == ["text"]


async def test_a_spec_must_be_given_and_values_are_bounded(node, clinic):
    for request, field in (
        ({"spec": None}, "spec"),
        ({"variables": {"name": "x" * 4001}}, "variables[name]"),
        ({"variables": {f"v{number}": "x" for number in range(101)}}, "variables"),
    ):
        rehearsal = Rehearsing(node, request.get("spec", clinic), request.get("variables"))
        with pytest.raises(InvalidArgument) as refused:
            await rehearsal.begin()
        assert [each.field for each in refused.value.violations] == [field]


async def test_only_who_may_try_what_costs_money_rehearses(node, clinic):
    with pytest.raises(PermissionDenied) as refused:
        await Rehearsing(node, clinic, role="viewer").begin()
    assert refused.value.metadata == {"permission": "integrations.try"}


async def test_calls_come_first(node, rehearsal):
    node.lag._late_ms.extend([1000.0] * 100)
    with pytest.raises(ResourceExhausted) as refused:
        await rehearsal.begin()
    assert refused.value.reason == "NODE_BUSY"
    node.lag._late_ms.clear()
    await node.admission.drain(0)
    with pytest.raises(Unavailable):
        await rehearsal.begin()


async def test_a_rehearsal_is_no_call(node, rehearsal):
    await until_confirmed(rehearsal)
    assert node.admission.calls == 0
    assert (node.mesh.archives_opened, node.mesh.ended, node.mesh.synthesize_configs) == (0, [], [])
