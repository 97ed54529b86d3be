import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    ResourceExhausted,
    Unavailable,
)

BOOKING = {
    "rules": [
        {"after_tool": "book", "text": "It is booked."},
        {
            "when": r"\bbook\b",
            "text": "One moment.",
            "tool_calls": [{"name": "book", "arguments": {"day": "monday"}}],
        },
        {"when": "^hello", "text": "Hello to you too."},
    ],
    "otherwise": "Pardon?",
}


@pytest.fixture
async def client(serving_vendors):
    async with serving_vendors(adapters="scripted") as client:
        yield client


def user(text):
    return llm.Message(role=llm.MESSAGE_ROLE_USER, text=text)


def request(*messages, settings=BOOKING, **changes):
    made = llm.GenerateRequest(**({"adapter": "scripted", "messages": messages} | changes))
    made.settings.update(settings)
    return made


async def test_the_first_rule_that_fits_answers_word_by_word(client):
    *words, finish = await client.answer(request(user("Hello there")))
    assert words == ["Hello", " to", " you", " too."]
    assert (finish.reason, finish.input_tokens, finish.output_tokens) == (llm.FINISH_REASON_STOP, 2, 4)


async def test_only_the_first_delta_says_how_long_it_took(client):
    call = await client.generate(
        request(user("hello"), settings={"rules": [{"text": "a b", "delay_ms": 20}]})
    )
    times = [each.processing_ms async for each in call]
    assert times[0] >= 20
    assert times[1:] == [0, 0]


async def test_what_fits_no_rule_is_answered_otherwise(client):
    *words, _ = await client.answer(request(user("weather")))
    assert "".join(words) == "Pardon?"


async def test_a_tool_is_called_and_its_result_answered(client):
    *words, call, finish = await client.answer(request(user("please book it")))
    assert "".join(words) == "One moment."
    assert (call.name, dict(call.arguments)) == ("book", {"day": "monday"})
    assert finish.reason == llm.FINISH_REASON_TOOL_CALLS
    assistant = llm.Message(role=llm.MESSAGE_ROLE_ASSISTANT, text="One moment.", tool_calls=[call])
    result = llm.Message(role=llm.MESSAGE_ROLE_TOOL, text='{"ok":true}', tool_call_id=call.id)
    *words, finish = await client.answer(request(user("please book it"), assistant, result))
    assert "".join(words) == "It is booked."
    assert finish.reason == llm.FINISH_REASON_STOP


async def test_the_longest_answer_is_kept(client):
    *words, finish = await client.answer(request(user("hello"), max_output_tokens=2))
    assert words == ["Hello", " to"]
    assert finish.reason == llm.FINISH_REASON_LENGTH


async def test_pauses_between_words_are_made(client):
    settings = {"rules": [{"text": "a b c"}], "word_delay_ms": 10}
    call = await client.generate(request(user("hello"), settings=settings))
    assert len([each async for each in call]) == 4


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        ("UNAVAILABLE", Unavailable),
        ("RESOURCE_EXHAUSTED", ResourceExhausted),
        ("DEADLINE_EXCEEDED", DeadlineExceeded),
    ],
)
async def test_a_script_may_fail_in_the_middle(client, failure, error):
    call = await client.generate(request(user("x"), settings={"rules": [{"text": "So", "fail": failure}]}))
    responses = aiter(call)
    assert (await anext(responses)).text_delta == "So"
    with pytest.raises(error):
        await anext(responses)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adapter": "nobody"}, "adapter"),
        ({"messages": []}, "messages"),
        ({"messages": [llm.Message(text="who?")]}, "messages[0].role"),
        ({"messages": [llm.Message(role=llm.MESSAGE_ROLE_TOOL)]}, "messages[0].tool_call_id"),
        ({"temperature": 2.5}, "temperature"),
        ({"max_output_tokens": -1}, "max_output_tokens"),
        ({"settings": {"rules": [{"when": "("}]}}, "settings.rules.0.when"),
        ({"settings": {"script": "x"}}, "settings.script"),
    ],
)
async def test_a_wrong_request_is_refused_by_field(client, changes, field):
    settings = changes.pop("settings", BOOKING)
    with pytest.raises(InvalidArgument) as caught:
        await client.answer(request(settings=settings, **({"messages": [user("x")]} | changes)))
    assert [each.field for each in caught.value.violations] == [field]


async def test_scripts_do_not_run_in_production(serving_vendors):
    async with serving_vendors(
        adapters="scripted", mode="production", service_secret="made-up " * 5
    ) as client:
        assert (await client.catalogue())["scripted"].unavailable_reason
        with pytest.raises(FailedPrecondition) as caught:
            await client.answer(request(user("hello")))
        assert caught.value.reason == "PROVIDER_UNAVAILABLE"
