import pytest

from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.interface import HangUp, Prompted, Say

from .talk import Talk, agent, end, meaning, to

ASK = {"id": "a", "ask": {"prompt": "Well?"}, "edges": [meaning("end", "bye", "bye", digit="1"), to("end")]}


async def silent(**policy: object) -> Talk:
    talk = Talk(agent([ASK, end()], silence=policy))
    await talk.begin()
    return talk


async def test_prompts_come_in_order_then_a_farewell() -> None:
    talk = await silent(prompts=["Hello?", "Anyone?"], max_prompts=3, farewell="Bye then.")
    assert [await talk.stay_silent() for _ in range(4)] == ["Hello?", "Anyone?", "Anyone?", "Bye then."]
    assert talk.actions == [
        Say("Bye then.", "a", interruptible=False),
        HangUp(call_pb2.END_REASON_CALLER_SILENT),
    ]


async def test_two_prompts_are_given_by_default() -> None:
    talk = await silent()
    said = [await talk.stay_silent() for _ in range(3)]
    assert said == ["Are you still there?", "Are you still there?", ""]
    assert talk.hang_up.reason == call_pb2.END_REASON_CALLER_SILENT


async def test_a_prompted_caller_may_still_answer() -> None:
    talk = await silent()
    asked = talk.listen
    await talk.stay_silent()
    assert talk.listen == asked
    assert await talk.hear("bye") == "Goodbye."


@pytest.mark.parametrize("noise", ["hear", "press"])
async def test_counting_starts_again_when_the_caller_does_something(noise: str) -> None:
    talk = await silent()
    await talk.stay_silent()
    await talk.stay_silent()
    await (talk.hear("purple") if noise == "hear" else talk.press("7"))
    assert await talk.stay_silent() == "Are you still there?"
    assert talk.found(Prompted) == [Prompted(1)]


async def test_a_key_on_a_node_without_keys_is_a_sign_of_life() -> None:
    question = {"id": "a", "ask": {"prompt": "Name?"}, "edges": [to("end")]}
    talk = Talk(agent([question, end()]))
    await talk.begin()
    await talk.stay_silent()
    await talk.stay_silent()
    await talk.press("7")
    assert await talk.stay_silent() == "Are you still there?"
    assert talk.found(Prompted) == [Prompted(1)]


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("hi-IN", "क्या आप अभी भी लाइन पर हैं?"),
        ("ta-IN", "நீங்கள் இன்னும் இணைப்பில் இருக்கிறீர்களா?"),
        ("te", "మీరు ఇంకా లైన్‌లో ఉన్నారా?"),
        ("bn-IN", "আপনি কি এখনও লাইনে আছেন?"),
        ("mr-IN", "तुम्ही अजून लाइनवर आहात का?"),
        ("fr-FR", "Are you still there?"),
        ("", "Are you still there?"),
    ],
)
async def test_the_agent_asks_in_its_own_language(language: str, prompt: str) -> None:
    talk = Talk(agent([ASK, end()], language=language))
    await talk.begin()
    assert await talk.stay_silent() == prompt
