import pytest

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.interface import EnterNode, HangUp, Listen, Say, SetVariable, TransferTo

from .talk import Talk, agent, choice, end, meaning, to, variable, when


def say(node_id: str, text: str, *edges: dict[str, object], **fields: object) -> dict[str, object]:
    return {"id": node_id, "say": {"text": text, **fields}, "edges": list(edges)}


def ask(node_id: str, prompt: str, *edges: dict[str, object], **fields: object) -> dict[str, object]:
    return {"id": node_id, "ask": {"prompt": prompt, **fields}, "edges": list(edges)}


async def test_the_greeting_comes_before_the_first_node() -> None:
    talk = Talk(
        agent([say("hello", "How are you?", to("end")), end()], greeting="Hi {name}."), {"name": "Asha"}
    )
    assert await talk.begin() == "Hi Asha. How are you? Goodbye."
    assert talk.actions[0] == Say("Hi Asha.", "hello")
    assert talk.found(EnterNode) == [EnterNode("hello", "hello"), EnterNode("end", "end")]
    assert talk.dialogue.node_id == "end"


async def test_words_are_said_in_sentences_without_markup() -> None:
    talk = Talk(
        agent([say("a", "**One.** Two 😀!\n---\nSee https://example.com/x.", to("end")), end(farewell="")])
    )
    await talk.begin()
    assert [s.text for s in talk.found(Say) if isinstance(s, Say)] == ["One.", "Two!", "See example.com."]


async def test_a_legal_notice_cannot_be_interrupted() -> None:
    talk = Talk(agent([say("law", "Recorded.", to("end"), uninterruptible=True), end()]))
    await talk.begin()
    assert talk.found(Say) == [
        Say("Recorded.", "law", interruptible=False),
        Say("Goodbye.", "end", interruptible=False),
    ]


async def test_titles_are_shown_where_there_are_any() -> None:
    talk = Talk(agent([{**end("bye"), "title": "Farewell"}]))
    await talk.begin()
    assert talk.actions[0] == EnterNode("bye", "Farewell")


@pytest.mark.parametrize(
    ("age", "expected"), [("17", "Too young."), ("18", "Welcome."), ("", "Who are you?")]
)
async def test_a_branch_follows_the_first_rule_that_holds(age: str, expected: str) -> None:
    edges = [when("who", "age", "IS_NOT_SET"), when("young", "age", "LESS", "{limit}"), to("old")]
    nodes = [
        {"id": "branch", "branch": {}, "edges": edges},
        *(
            end(name, text)
            for name, text in (("who", "Who are you?"), ("young", "Too young."), ("old", "Welcome."))
        ),
    ]
    talk = Talk(agent(nodes, variables=[variable("limit", "NUMBER", default_value="18")]), {"age": age})
    assert await talk.begin() == expected


async def test_default_values_count_until_others_are_given() -> None:
    spec = agent([end(farewell="{city}, {name}.")], variables=[variable("city", default_value="Pune")])
    assert await Talk(spec).begin() == "Pune,."
    assert await Talk(spec, {"city": "Goa", "name": "Asha"}).begin() == "Goa, Asha."


async def test_the_facts_of_the_call_can_be_said() -> None:
    text = "{direction} {caller_number} to {called_number} on {today}, {call_id}, {nothing}."
    talk = Talk(agent([end(farewell=text)]))
    expected = (
        "inbound 9 1 9 8 0 0 0 0 0 0 0 1 to 9 1 8 0 0 0 0 0 0 0 0 2 on Sunday, 22 November 2026, call_1,."
    )
    assert await talk.begin() == expected


async def test_an_answer_is_kept_in_its_variable() -> None:
    spec = agent([ask("name", "Your name?", to("end"), answer_variable="name"), end(farewell="Bye {name}.")])
    talk = Talk(spec)
    await talk.begin()
    assert await talk.hear("Asha Rao") == "Bye Asha Rao."
    assert talk.found(SetVariable) == [SetVariable("name", "Asha Rao")]


async def test_an_ask_without_intents_still_needs_an_answer() -> None:
    talk = Talk(agent([ask("name", "Your name?", to("end")), end()]))
    await talk.begin()
    assert await talk.hear("") == "Your name?"
    assert await talk.hear("") == "Goodbye."


async def test_reprompts_come_in_order_and_the_last_one_again() -> None:
    edges = (meaning("yes", "yes", "yes"), to("end"))
    node = ask("sure", "Sure?", *edges, reprompts=["First.", "Second."], max_attempts=4)
    talk = Talk(agent([node, end(), end("yes", "Good.")]))
    await talk.begin()
    assert [await talk.hear("purple") for _ in range(4)] == ["First.", "Second.", "Second.", "Goodbye."]


async def test_attempts_are_counted_anew_on_each_visit() -> None:
    edges = (meaning("sure", "again", "again"), to("end"))
    talk = Talk(agent([ask("sure", "Sure?", *edges), end()]))
    await talk.begin()
    assert await talk.hear("purple") == "Sure?"
    assert await talk.hear("again") == "Sure?"
    assert await talk.hear("purple") == "Sure?"
    assert await talk.hear("purple") == "Goodbye."


async def test_a_rule_on_an_answer_comes_before_its_intent() -> None:
    edges = (
        when("urgent", "words", "CONTAINS", "bleeding"),
        meaning("end", "book", "book an appointment"),
        to("end"),
    )
    talk = Talk(
        agent([ask("help", "Help?", *edges, answer_variable="words"), end(), end("urgent", "Call 112!")])
    )
    await talk.begin()
    assert await talk.hear("book an appointment, I am bleeding") == "Call 112!"


async def test_a_wrong_key_is_a_failed_answer() -> None:
    edges = (meaning("yes", "yes", "yes", digit="1"), to("end"))
    talk = Talk(agent([ask("sure", "Press one.", *edges), end(), end("yes", "Good.")]))
    await talk.begin()
    assert await talk.press("5") == "Press one."
    assert await talk.press("1") == "Good."


async def test_a_key_nobody_asked_for_changes_nothing() -> None:
    talk = Talk(agent([ask("name", "Name?", to("end")), end()]))
    await talk.begin()
    expected = talk.listen
    assert await talk.press("5") == ""
    assert talk.actions == [expected]


async def test_a_key_nobody_asked_for_does_not_stop_the_agent() -> None:
    talk = Talk(agent([ask("name", "Hello. Your name?", to("end")), end()]))
    async for action in talk.dialogue.begin():
        if action == Say("Hello.", "name"):
            break
    assert await talk.press("5") == "Your name?"
    assert talk.actions[-1] == talk.listen


async def test_a_known_value_is_not_asked_for() -> None:
    node = {"id": "city", "collect": {"variable": "city", "prompt": "Which city?"}, "edges": [to("end")]}
    spec = agent([node, end(farewell="Off to {city}.")], variables=[variable("city")])
    assert await Talk(spec, {"city": "Goa"}).begin() == "Off to Goa."
    assert await Talk(spec).begin() == "Which city?"


async def test_a_question_without_an_answer_goes_on_by_rule() -> None:
    edges = [when("help", "day", "IS_NOT_SET"), to("end")]
    collect = {"variable": "day", "prompt": "Day?", "max_attempts": 2, "reprompts": ["Which day?"]}
    spec = agent(
        [{"id": "day", "collect": collect, "edges": edges}, end(), end("help", "Let me help.")],
        variables=[choice("day", "monday")],
    )
    talk = Talk(spec)
    await talk.begin()
    assert await talk.hear("yesterday") == "Which day?"
    assert await talk.hear("yesterday") == "Let me help."


async def test_a_question_may_have_other_ways_out() -> None:
    edges = [meaning("help", "person", "speak to a person", digit="0"), to("end")]
    nodes = [
        {"id": "day", "collect": {"variable": "day", "prompt": "Day?"}, "edges": edges},
        {"id": "name", "collect": {"variable": "name", "prompt": "Name?"}, "edges": edges},
        end(),
        end("help", "A person."),
    ]
    for node_id in ("day", "name"):
        spec = agent(nodes, variables=[choice("day", "monday"), variable("name")])
        spec.graph.start_node = node_id
        talk = Talk(spec)
        await talk.begin()
        assert await talk.hear("let me speak to a person") == "A person."
        talk = Talk(spec)
        await talk.begin()
        assert await talk.press("0") == "A person."


async def test_a_graph_that_runs_in_circles_ends_with_an_apology() -> None:
    talk = Talk(agent([say("a", "Ping.", to("b")), say("b", "Pong.", to("a"))]))
    said = await talk.begin()
    assert said == "Sorry, there is a technical problem. Please call again later. Goodbye."
    assert talk.hang_up.reason == call_pb2.END_REASON_PLATFORM_ERROR
    assert "100 nodes" in talk.hang_up.detail


@pytest.mark.parametrize(
    "nodes",
    [
        [say("a", "Hi.", to("nowhere"))],
        [say("a", "Hi.")],
        [{"id": "a", "edges": [to("a")]}],
        [{"id": "a", "branch": {}}],
    ],
    ids=["no_such_node", "no_way_out", "no_kind", "no_edges"],
)
async def test_a_broken_graph_ends_with_an_apology(nodes: list[dict[str, object]]) -> None:
    talk = Talk(agent(nodes))
    assert "technical problem" in await talk.begin()
    assert talk.hang_up.reason == call_pb2.END_REASON_PLATFORM_ERROR
    assert talk.hang_up.detail


async def test_an_empty_spec_does_not_crash() -> None:
    talk = Talk(spec_pb2.AgentSpec())
    await talk.begin()
    assert talk.hang_up.reason == call_pb2.END_REASON_PLATFORM_ERROR


DESK = {"id": "a", "transfer": {"to": "{desk}", "announcement": "One moment."}}


@pytest.mark.parametrize("desk", ["", "reception", "9800000001", "+91 9800000001", "+0800000001", "+91"])
async def test_a_transfer_to_no_number_hangs_up(desk: str) -> None:
    talk = Talk(agent([DESK]), {"desk": desk})
    assert await talk.begin() == ""
    assert talk.hang_up.reason == call_pb2.END_REASON_INVALID_DESTINATION
    assert not desk or desk not in talk.hang_up.detail


async def test_a_transfer_may_lead_to_a_variable() -> None:
    talk = Talk(agent([DESK]), {"desk": " +919800000001"})
    assert await talk.begin() == "One moment."
    assert talk.actions[-1] == TransferTo("+919800000001")


async def test_after_the_end_every_stimulus_ends_again() -> None:
    talk = Talk(agent([end()]))
    await talk.begin()
    last = talk.hang_up
    for stimulus in (
        talk.hear("wait"),
        talk.press("1"),
        talk.stay_silent(),
        talk.run_out(),
        talk.pause_keys(),
    ):
        assert await stimulus == ""
        assert talk.actions == [last]


async def test_the_time_is_up() -> None:
    spec = agent([ask("a", "Well?", to("end")), end()], limits={"farewell": "Time is up, {name}."})
    talk = Talk(spec, {"name": "Asha"})
    await talk.begin()
    assert await talk.run_out() == "Time is up, Asha."
    assert talk.actions[0] == Say("Time is up, Asha.", "a", interruptible=False)
    assert talk.actions[-1] == HangUp(call_pb2.END_REASON_MAX_DURATION)


async def test_stimuli_before_the_beginning_do_not_crash() -> None:
    talk = Talk(agent([end()]))
    assert await talk.hear("hello") == ""
    assert await talk.pause_keys() == ""
    assert await talk.stay_silent() == "Are you still there?"
    assert isinstance(talk.actions[-1], Listen)
