from voicera.agents.v1 import spec_pb2
from voicera_voice.dialogue.interface import EnterNode, IntentMatched, Say, SetVariable

from .clinic import english
from .talk import Talk, agent, end, meaning, to

LAW = "This call is recorded for quality."


def with_notice() -> spec_pb2.AgentSpec:
    return agent([
        {"id": "hello", "say": {"text": "Welcome to our clinic."}, "edges": [to("law")]},
        {"id": "law", "say": {"text": LAW, "uninterruptible": True}, "edges": [to("help")]},
        {
            "id": "help",
            "ask": {"prompt": "How can I help?"},
            "edges": [meaning("end", "bye", "nothing"), to("end")],
        },
        end(),
    ])


async def test_a_caller_may_answer_before_the_question_was_heard() -> None:
    talk = Talk(english())
    await talk.cut_off(talk.dialogue.begin(), after=1, heard="Welcome")
    assert await talk.hear("book an appointment") == "Which treatment?"
    assert talk.actions[:2] == [IntentMatched("book"), EnterNode("help", "How can I help?")]


async def test_no_step_is_lost_when_words_are() -> None:
    talk = Talk(english())
    await talk.begin()
    await talk.cut_off(talk.dialogue.hear("i need a cleaning"), after=1, heard="")
    await talk.hear("on monday")
    steps = talk.found(SetVariable, EnterNode)
    assert SetVariable("service", "cleaning") in steps
    assert [step.node_id for step in steps if isinstance(step, EnterNode)] == ["service", "day", "phone"]


async def test_words_not_said_yet_are_not_said_later() -> None:
    talk = Talk(agent([{"id": "a", "ask": {"prompt": "One. Two."}, "edges": [to("end")]}, end()]))
    await talk.cut_off(talk.dialogue.begin(), after=2, heard="One.")
    assert await talk.hear("ok") == "Goodbye."


async def test_a_notice_the_caller_did_not_hear_is_said_after_the_interruption() -> None:
    talk = Talk(with_notice())
    await talk.begin()
    talk.dialogue.interrupted("Welcome to")
    assert await talk.hear("nothing") == f"{LAW} Goodbye."
    assert talk.actions[:2] == [IntentMatched("bye"), Say(LAW, "law", interruptible=False)]


async def test_a_notice_that_was_never_begun_is_said_after_the_interruption() -> None:
    talk = Talk(with_notice())
    await talk.cut_off(talk.dialogue.begin(), after=2, heard="Welcome")
    assert await talk.hear("nothing") == f"{LAW} Goodbye."


async def test_a_notice_is_said_once() -> None:
    talk = Talk(with_notice())
    await talk.begin()
    talk.dialogue.interrupted(f"Welcome to our clinic. {LAW} How")
    assert await talk.hear("nothing") == "Goodbye."


async def test_an_end_that_was_cut_off_still_comes() -> None:
    talk = Talk(
        agent([{"id": "a", "say": {"text": "Thank you."}, "edges": [to("end")]}, end(disposition="done")])
    )
    await talk.cut_off(talk.dialogue.begin(), after=2, heard="Thank")
    assert await talk.hear("wait") == "Goodbye."
    assert talk.hang_up.disposition == "done"


async def test_an_interruption_may_be_reported_after_the_next_key() -> None:
    talk = Talk(english())
    await talk.begin()
    stimulus = talk.dialogue.press("1")
    talk.dialogue.interrupted("Welcome")
    said = [action.text async for action in stimulus if isinstance(action, Say)]
    assert said == ["Which treatment?"]
