from voicera.agents.v1 import spec_pb2
from voicera_voice.dialogue.interface import SetVariable

from .talk import Talk, agent, choice, end, to, variable


def pin(**digits: object) -> spec_pb2.AgentSpec:
    collect = {"variable": "pin", "prompt": "Your pin?", "reprompts": ["Again."], "digits": digits}
    nodes = [{"id": "pin", "collect": collect, "edges": [to("end")]}, end(farewell="Pin {pin}.")]
    return agent(nodes, variables=[variable("pin", "DIGITS")])


async def begun(spec: spec_pb2.AgentSpec) -> Talk:
    talk = Talk(spec)
    await talk.begin()
    return talk


async def test_the_terminator_ends_input() -> None:
    talk = await begun(pin())
    assert talk.listen.digit_timeout_ms == 0
    assert talk.listen.expectation.takes_digits
    assert await talk.press("12") == ""
    assert talk.listen.digit_timeout_ms == 4000
    assert await talk.press("#") == "Pin 1 2."
    assert talk.found(SetVariable) == [SetVariable("pin", "12")]


async def test_the_last_key_ends_input() -> None:
    talk = await begun(pin(max_digits=4))
    assert await talk.press("1234") == "Pin 1 2 3 4."


async def test_a_pause_ends_input() -> None:
    talk = await begun(pin(inter_digit_timeout_ms=2000))
    await talk.press("12")
    assert talk.listen.digit_timeout_ms == 2000
    assert await talk.pause_keys() == "Pin 1 2."


async def test_too_few_keys_are_asked_for_again() -> None:
    talk = await begun(pin(min_digits=4))
    assert await talk.press("12#") == "Again."
    assert talk.listen.digit_timeout_ms == 0
    await talk.press("123")
    assert await talk.pause_keys() == "Again."
    assert await talk.press("#") == "Pin."


async def test_another_terminator_may_be_chosen() -> None:
    talk = await begun(pin(terminator="*"))
    assert await talk.press("12#") == ""
    assert await talk.press("*") == "Pin 1 2."


async def test_a_pause_before_any_key_just_listens_on() -> None:
    talk = await begun(pin())
    assert await talk.pause_keys() == ""
    assert talk.listen.digit_timeout_ms == 0


async def test_noise_does_not_spoil_keys() -> None:
    talk = await begun(pin())
    await talk.press("12")
    assert await talk.hear("") == ""
    assert talk.listen.digit_timeout_ms == 4000
    assert await talk.press("3#") == "Pin 1 2 3."


async def test_spoken_digits_replace_keys() -> None:
    talk = await begun(pin())
    await talk.press("12")
    assert await talk.hear("nine nine nine") == "Pin 9 9 9."


async def test_spoken_digits_must_be_as_many_as_keys() -> None:
    talk = await begun(pin(min_digits=4))
    assert await talk.hear("nine nine nine") == "Again."
    assert await talk.hear("nine nine double nine") == "Pin 9 9 9 9."


async def test_keys_are_not_accepted_unless_asked_for() -> None:
    collect = {"variable": "day", "prompt": "Day?"}
    spec = agent(
        [{"id": "day", "collect": collect, "edges": [to("end")]}, end(farewell="{day}.")],
        variables=[choice("day", "monday", "tuesday")],
    )
    talk = await begun(spec)
    assert not talk.listen.expectation.takes_digits
    assert await talk.press("2") == ""
    assert talk.dialogue.node_id == "day"


async def test_a_choice_may_be_keyed_in() -> None:
    collect = {"variable": "day", "prompt": "Day?", "digits": {"max_digits": 1}}
    spec = agent(
        [{"id": "day", "collect": collect, "edges": [to("end")]}, end(farewell="{day}.")],
        variables=[choice("day", "monday", "tuesday")],
    )
    talk = await begun(spec)
    assert await talk.press("3") == "Day?"
    assert await talk.press("2") == "tuesday."
