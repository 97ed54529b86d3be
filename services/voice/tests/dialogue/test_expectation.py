from voicera_voice.dialogue.interface import Expectation

from .clinic import english
from .talk import Talk, agent, choice, end, meaning, to, variable


async def expected(kind: dict[str, object], *variables: dict[str, object], **fields: object) -> Expectation:
    edges = [meaning("end", "person", "speak to a person"), to("end")]
    talk = Talk(agent([{"id": "a", **kind, "edges": edges}, end()], variables=list(variables), **fields))
    await talk.begin()
    return talk.listen.expectation


async def test_an_ask_expects_its_examples_and_their_choices() -> None:
    talk = Talk(english())
    await talk.begin()
    expectation = talk.listen.expectation
    assert expectation.phrases == (
        "book an appointment",
        "i need a {service}",
        "opening hours",
        "when are you open",
        "speak to a person",
    )
    assert expectation.classes == {
        "service": ("check up", "examination", "cleaning", "teeth cleaning", "root canal")
    }
    assert expectation.takes_digits


async def test_a_choice_is_expected_alone_and_in_sentences() -> None:
    collect = {"collect": {"variable": "day", "prompt": "?", "phrases": ["next {day}", "on {day}"]}}
    expectation = await expected(collect, choice("day", "monday", "friday"), vocabulary=["sunrise"])
    assert expectation.classes == {"day": ("monday", "friday")}
    assert expectation.phrases[0] == "{day}"
    assert {"on {day}", "next {day}", "speak to a person", "sunrise"} <= set(expectation.phrases)
    assert len(set(expectation.phrases)) == len(expectation.phrases)
    assert not expectation.takes_digits


async def test_english_frames_are_for_english_only() -> None:
    collect = {"collect": {"variable": "day", "prompt": "?"}}
    expectation = await expected(collect, choice("day", "सोमवार"), language="hi-IN")
    assert expectation.phrases == ("{day}", "speak to a person")


async def test_digits_are_expected_as_often_as_keys() -> None:
    collect = {"collect": {"variable": "pin", "prompt": "?", "digits": {"min_digits": 2, "max_digits": 3}}}
    expectation = await expected(collect, variable("pin", "DIGITS"))
    assert expectation.phrases[:2] == ("{pin} {pin}", "{pin} {pin} {pin}")
    assert expectation.classes["pin"][:3] == ("zero", "one", "two")


async def test_numbers_and_answers_are_expected_in_words() -> None:
    collect = {"collect": {"variable": "x", "prompt": "?"}}
    numbers = await expected(collect, variable("x", "NUMBER"))
    assert "twenty five" in numbers.classes["x"]
    answers = await expected(collect, variable("x", "BOOLEAN"))
    assert {"yes", "no"} <= set(answers.classes["x"])


async def test_a_phrase_with_unknown_words_is_not_expected() -> None:
    collect = {"collect": {"variable": "name", "prompt": "?", "phrases": ["my name is {name}"]}}
    expectation = await expected(collect, variable("name"), vocabulary=["asha"])
    assert expectation == Expectation(("speak to a person", "asha"), {})
