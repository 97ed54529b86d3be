"""What a dialogue makes of people who step in."""

from .talk import FakeModel, Talk, agent, end, meaning, to, variable
from .test_prompt import begun, waiter


async def test_an_ask_node_asks_again() -> None:
    ask = {
        "id": "ask",
        "ask": {"prompt": "Tea or coffee?"},
        "edges": [meaning("end", "tea", "tea"), to("end")],
    }
    talk = Talk(agent([ask, end()]))
    await talk.begin()
    talk.dialogue.overhear(["I am not sure"])
    assert await talk.resume() == "Tea or coffee?"
    assert await talk.hear("tea") == "Goodbye."


async def test_a_collect_node_asks_again_and_forgets_the_keys_before() -> None:
    collect = {
        "id": "pin",
        "collect": {"variable": "pin", "prompt": "Your code?", "digits": {"minDigits": 4, "maxDigits": 4}},
        "edges": [to("end")],
    }
    talk = Talk(agent([collect, end(farewell="{pin}.")], variables=[variable("pin", "DIGITS")]))
    await talk.begin()
    await talk.press("12")
    talk.dialogue.overhear([])
    assert await talk.resume() == "Your code?"
    assert await talk.press("3456") == "3 4 5 6."


async def test_a_model_is_told_what_was_said_meanwhile_and_goes_on() -> None:
    model = FakeModel(["So, a dosa?"])
    talk = await begun(waiter(), model)
    talk.dialogue.overhear(["my order is late", "number five"])
    assert await talk.resume() == "So, a dosa?"
    told = model.asked[-1][0][-1]
    assert told.role == "user"
    assert "my order is late / number five" in told.text


async def test_a_model_follows_a_whisper_from_its_next_answer_on() -> None:
    model = FakeModel(["Sure."], ["Yes."])
    talk = await begun(waiter(), model)
    await talk.hear("hello")
    assert "Offer idli." not in model.asked[0][0][0].text
    talk.dialogue.instruct("Offer idli.")
    await talk.hear("anything else?")
    assert "Offer idli." in model.asked[1][0][0].text


async def test_whispers_that_are_kept_are_bounded() -> None:
    model = FakeModel(["Yes."])
    talk = await begun(waiter(), model)
    for number in range(1000):
        talk.dialogue.instruct(f"whisper {number}.")
    await talk.hear("hello")
    assert "whisper 999." in model.asked[0][0][0].text
    assert "whisper 900." not in model.asked[0][0][0].text


async def test_what_the_agent_is_to_say_is_no_template_and_the_model_knows_of_it() -> None:
    model = FakeModel(["Fine."])
    talk = await begun(waiter(), model)
    assert await talk.say("Hello {name}. We close at six.") == "Hello {name}. We close at six."
    await talk.hear("all right")
    assert any(
        "We close at six." in message.text for message in model.asked[0][0] if message.role == "assistant"
    )


async def test_a_flow_goes_on_listening_after_a_whisper() -> None:
    ask = {
        "id": "ask",
        "ask": {"prompt": "Tea or coffee?"},
        "edges": [meaning("end", "tea", "tea"), to("end")],
    }
    talk = Talk(agent([ask, end()]))
    await talk.begin()
    assert await talk.say("Tea is free today.") == "Tea is free today."
    assert await talk.hear("tea") == "Goodbye."


async def test_an_agent_that_had_said_goodbye_goes_when_it_is_its_turn_again() -> None:
    talk = Talk(agent([end()]))
    await talk.begin()
    talk.dialogue.overhear([])
    await talk.resume()
    assert talk.hang_up
