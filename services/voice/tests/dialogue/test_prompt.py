import json

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_kit.errors import Unavailable
from voicera_voice.dialogue.interface import (
    EnterNode,
    HangUp,
    IntentMatched,
    ModelMessage,
    ModelTimed,
    ModelToolCall,
    Say,
    SetVariable,
    ToolCalled,
)

from .talk import FakeModel, Talk, agent, choice, end, meaning, to, variable, when

SAY_AGAIN = "Sorry, I did not catch that. Could you say it again?"
DOWN = Unavailable("the model is down", reason="PROVIDER_DOWN")
KEEP = {
    "name": "keep",
    "description": "Keeps the order",
    "parameters": {"type": "object", "properties": {"dish": {"type": "string", "maxLength": 20}}},
    "assigns": {"dish": "dish", "seats": "seats"},
}


def waiter(*edges: dict[str, object], **prompt: object) -> spec_pb2.AgentSpec:
    node = {"instructions": "Take {name}'s order.", "opening": "What would you like?", **prompt}
    return agent(
        [{"id": "order", "prompt": node, "edges": [*edges, to("end")]}, end(farewell="{dish} it is.")],
        variables=[choice("dish", "dosa", "idli"), variable("seats", "NUMBER")],
    )


async def begun(spec: spec_pb2.AgentSpec, model: FakeModel) -> Talk:
    talk = Talk(spec, {"name": "Asha"}, model)
    await talk.begin()
    return talk


def call(name: str, **arguments: object) -> ModelToolCall:
    return ModelToolCall("call_1", name, arguments)


async def test_the_opening_is_said_without_the_model() -> None:
    model = FakeModel()
    talk = Talk(waiter(), model=model)
    assert await talk.begin() == "What would you like?"
    assert not model.asked


async def test_without_an_opening_the_model_speaks_first() -> None:
    model = FakeModel(["Hello! What ", "will it be?"])
    talk = Talk(waiter(opening=""), model=model)
    assert await talk.begin() == "Hello! What will it be?"


async def test_sentences_are_said_as_soon_as_they_are_complete() -> None:
    talk = await begun(waiter(), FakeModel(["Good choice. Any", "thing **else**", "?"]))
    await talk.hear("a dosa")
    assert talk.actions[:3] == [
        ModelTimed(120.0),
        Say("Good choice.", "order"),
        Say("Anything else?", "order"),
    ]
    assert talk.actions[-1] == talk.listen


async def test_the_model_is_told_its_instructions_and_what_was_said() -> None:
    model = FakeModel(["Sure."], ["Yes."])
    talk = await begun(waiter(), model)
    await talk.hear("a dosa")
    await talk.hear("really?")
    system = model.asked[0][0][0]
    assert system.role == "system"
    assert system.text.startswith("Take Asha's order.")
    assert "English (India)" in system.text
    assert model.spoken_history() == [
        ("assistant", "What would you like?"),
        ("user", "a dosa"),
        ("assistant", "Sure."),
        ("user", "really?"),
    ]


async def test_the_greeting_is_part_of_what_was_said() -> None:
    model = FakeModel(["Tell me."])
    spec = waiter(opening="")
    spec.greeting = "Welcome."
    await Talk(spec, model=model).begin()
    assert model.spoken_history() == [("assistant", "Welcome.")]


async def test_a_model_that_takes_over_knows_what_the_caller_wanted() -> None:
    model = FakeModel(["Let me see."])
    ask = {
        "id": "help",
        "ask": {"prompt": "Help?"},
        "edges": [meaning("bill", "bill", "my bill"), to("bill")],
    }
    prompt = {"id": "bill", "prompt": {"instructions": "Explain."}, "edges": [to("bill")]}
    talk = Talk(agent([ask, prompt]), model=model)
    await talk.begin()
    assert await talk.hear("it is about my bill") == "Let me see."
    assert talk.actions[:2] == [IntentMatched("bill"), EnterNode("bill", "bill")]
    assert model.spoken_history() == [("user", "it is about my bill")]


async def test_only_what_was_heard_is_remembered() -> None:
    model = FakeModel(["We have dosa. We have idli. We have vada."], ["Fine."])
    talk = await begun(waiter(), model)
    await talk.hear("what is there?")
    talk.dialogue.interrupted("We have dosa. We have")
    await talk.hear("dosa!")
    assert model.spoken_history()[2:] == [("assistant", "We have dosa. We have"), ("user", "dosa!")]


async def test_an_answer_nobody_heard_is_forgotten() -> None:
    model = FakeModel(["One. Two. Three."], ["Fine."])
    talk = await begun(waiter(), model)
    await talk.cut_off(talk.dialogue.hear("hello"), after=2, heard="")
    await talk.hear("dosa!")
    assert model.closed == 2
    assert model.spoken_history()[1:] == [("user", "hello"), ("user", "dosa!")]


async def test_a_tool_keeps_its_arguments() -> None:
    model = FakeModel(["One moment. ", call("keep", dish="Dosa", seats=4.0)], ["Done."])
    talk = await begun(waiter(tools=[KEEP]), model)
    assert await talk.hear("a dosa for four") == "One moment. Done."
    assert talk.found(SetVariable) == [SetVariable("dish", "dosa"), SetVariable("seats", "4")]
    (called,) = talk.found(ToolCalled)
    assert isinstance(called, ToolCalled)
    assert json.loads(called.arguments_json) == {"dish": "Dosa", "seats": 4.0}
    assert json.loads(called.result_json) == {"ok": True}
    assert model.asked[-1][0][-2:] == [
        ModelMessage("assistant", "One moment.", tool_calls=(call("keep", dish="Dosa", seats=4.0),)),
        ModelMessage("tool", called.result_json, tool_call_id="call_1"),
    ]
    assert len(talk.found(ModelTimed)) == 1


async def test_a_value_the_variable_does_not_take_is_refused() -> None:
    model = FakeModel([call("keep", dish="pizza", seats=2)], ["We only have dosa and idli."])
    talk = await begun(waiter(tools=[KEEP]), model)
    await talk.hear("a pizza")
    (called,) = talk.found(ToolCalled)
    assert isinstance(called, ToolCalled)
    assert json.loads(called.result_json) == {"ok": False, "error": "dish must be one of: dosa, idli"}
    assert not talk.found(SetVariable)
    assert "dish" not in talk.dialogue.variables


async def test_an_unknown_tool_is_refused() -> None:
    model = FakeModel([call("dance")], ["Sorry."])
    talk = await begun(waiter(), model)
    assert await talk.hear("dance") == "Sorry."
    assert "there is no function dance" in model.asked[-1][0][-1].text


async def test_tools_and_ways_out_are_offered() -> None:
    model = FakeModel(["Ok."])
    edge = meaning("end", "wants {dish}!", "bring me {dish}")
    other = meaning("end", "मदद", "मदद चाहिए")
    clash = meaning("end", "keep", "keep it")
    talk = await begun(waiter(edge, other, clash, tools=[KEEP]), model)
    await talk.hear("hello")
    keep, wants, help_, clashing = model.asked[0][1]
    assert (keep.name, keep.description) == ("keep", "Keeps the order")
    assert keep.parameters["properties"] == {"dish": {"type": "string", "maxLength": 20}}
    assert isinstance(keep.parameters["properties"]["dish"]["maxLength"], int)
    assert wants.name == "wants_dish"
    assert wants.parameters["properties"]["dish"]["enum"] == ["dosa", "idli"]
    assert help_.name == "intent_2"
    assert clashing.name == "keep_3"


async def test_the_model_takes_an_edge_by_its_function() -> None:
    edge = meaning("end", "order", "bring me {dish}")
    talk = await begun(waiter(edge), FakeModel(["Very well.", call("order", dish="idli")]))
    assert await talk.hear("idli please") == "Very well. idli it is."
    assert talk.found(IntentMatched) == [IntentMatched("order")]
    assert talk.dialogue.node_id == "end"


async def test_a_rule_is_checked_when_variables_change() -> None:
    edge = when("end", "seats", "AT_LEAST", "3")
    model = FakeModel([call("keep", dish="idli", seats=2)], ["And?"], [call("keep", seats=3)])
    talk = await begun(waiter(edge, tools=[KEEP]), model)
    assert await talk.hear("for two") == "And?"
    assert await talk.hear("no, three") == "idli it is."


async def test_a_key_takes_its_edge() -> None:
    edge = meaning("end", "done", "done", digit="9")
    talk = await begun(waiter(edge), FakeModel())
    assert talk.listen.expectation.takes_digits
    assert await talk.press("9") == "it is."


async def test_the_default_edge_is_taken_after_the_last_turn() -> None:
    model = FakeModel(["Noted."], ["Thank you."])
    talk = await begun(waiter(max_turns=2), model)
    assert await talk.hear("good") == "Noted."
    assert await talk.hear("very good") == "Thank you. it is."
    assert "last answer" not in model.asked[0][0][0].text
    assert "last answer" in model.asked[1][0][0].text


async def test_noise_is_not_put_to_the_model() -> None:
    model = FakeModel()
    talk = await begun(waiter(), model)
    assert await talk.hear("") == SAY_AGAIN
    assert not model.asked


async def test_a_failing_model_is_excused_once() -> None:
    talk = await begun(waiter(), FakeModel(["Well. Let me", DOWN], [DOWN]))
    assert await talk.hear("a dosa") == f"Well. {SAY_AGAIN}"
    assert (
        await talk.hear("a dosa") == "Sorry, there is a technical problem. Please call again later. Goodbye."
    )
    assert talk.actions[-1] == HangUp(call_pb2.END_REASON_PROVIDER_FAILED, detail="PROVIDER_DOWN")


async def test_a_model_that_recovers_is_forgiven() -> None:
    talk = await begun(waiter(), FakeModel([DOWN], ["Fine."], [DOWN]))
    await talk.hear("a dosa")
    assert await talk.hear("a dosa") == "Fine."
    assert await talk.hear("more") == SAY_AGAIN


async def test_an_empty_answer_is_a_failure() -> None:
    talk = await begun(waiter(), FakeModel([], ["😀"]))
    assert await talk.hear("a dosa") == SAY_AGAIN
    await talk.hear("a dosa")
    assert talk.hang_up.reason == call_pb2.END_REASON_PROVIDER_FAILED


async def test_a_model_that_only_calls_tools_is_stopped() -> None:
    model = FakeModel(*([call("keep", dish="dosa")] for _ in range(20)))
    talk = await begun(waiter(tools=[KEEP]), model)
    assert await talk.hear("a dosa") == SAY_AGAIN
    assert len(model.asked) == 8


async def test_an_agent_without_a_model_hangs_up_politely() -> None:
    talk = Talk(waiter())
    await talk.begin()
    assert await talk.hear("a dosa") == SAY_AGAIN
    await talk.hear("a dosa")
    assert talk.hang_up.reason == call_pb2.END_REASON_PROVIDER_FAILED


async def test_a_node_remembers_earlier_visits() -> None:
    spec = agent([
        {
            "id": "chat",
            "prompt": {"instructions": "Chat.", "opening": "Yes?"},
            "edges": [meaning("pause", "pause", "wait"), to("pause")],
        },
        {"id": "pause", "say": {"text": "Back again."}, "edges": [to("chat")]},
    ])
    model = FakeModel([call("pause")], ["Where were we?"])
    talk = Talk(spec, model=model)
    await talk.begin()
    assert await talk.hear("wait") == "Back again. Yes?"
    await talk.hear("go on")
    said = [text for role, text in model.spoken_history() if role in {"user", "assistant"}]
    assert said == ["Yes?", "wait", "", "Back again.", "Yes?", "go on"]


async def test_models_that_send_each_other_in_circles_are_stopped() -> None:
    def chat(node_id: str, other: str) -> dict[str, object]:
        return {
            "id": node_id,
            "prompt": {"instructions": "Chat."},
            "edges": [meaning(other, "go", "go"), to(other)],
        }

    model = FakeModel(*([call("go")] for _ in range(200)))
    talk = Talk(agent([chat("a", "b"), chat("b", "a")]), model=model)
    assert "technical problem" in await talk.begin()
    assert talk.hang_up.reason == call_pb2.END_REASON_PLATFORM_ERROR
