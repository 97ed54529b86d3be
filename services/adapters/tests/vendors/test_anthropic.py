"""What only Anthropic's Messages API does."""

import json

import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    ResourceExhausted,
    Unavailable,
)

from .rigs.anthropic_language_model import RIG, USAGE, block, call, event, words
from .test_language_model import conversation


def answered(*parts, reason="end_turn", usage=None):
    said = [event("message_start", message={"id": "m", "role": "assistant", "usage": USAGE})]
    for part in parts:
        said += [part] if isinstance(part, bytes) else part
    said.append(event("message_delta", delta={"stop_reason": reason}, usage=usage or {"output_tokens": 4}))
    said.append(event("message_stop"))
    return 200, b"".join(said)


def refused(status, kind, message="no: secret-in-a-vendors-words"):
    said = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
    return status, json.dumps(said).encode()


async def answer(serve, instead, **changes):
    async with serve(RIG) as served:
        served.vendor.instead = instead
        return await served.client.answer(conversation(RIG, **changes))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("stop_sequence", llm.FINISH_REASON_STOP),
        ("max_tokens", llm.FINISH_REASON_LENGTH),
        ("model_context_window_exceeded", llm.FINISH_REASON_LENGTH),
        ("refusal", llm.FINISH_REASON_CONTENT_FILTER),
        ("something_new", llm.FINISH_REASON_STOP),
    ],
)
async def test_the_reason_of_the_finish_is_told(serve, said, meant):
    *_, finish = await answer(serve, answered(words("Hello"), reason=said))
    assert finish.reason == meant


async def test_thoughts_are_not_spoken(serve):
    thinking = block(
        0,
        {"type": "thinking", "thinking": "", "signature": ""},
        {"type": "thinking_delta", "thinking": "Hm."},
        {"type": "signature_delta", "signature": "x"},
    )
    *said, _ = await answer(serve, answered(thinking, words("Hello")))
    assert said == ["Hello"]


async def test_counts_are_those_at_the_end(serve):
    counted = {"input_tokens": 20, "cache_read_input_tokens": 5, "output_tokens": 9}
    *_, finish = await answer(serve, answered(words("Hello"), usage=counted))
    assert (finish.input_tokens, finish.output_tokens) == (25, 9)


async def test_a_call_cut_short_is_none(serve):
    *said, finish = await answer(serve, answered(call(0, "a", "book", '{"day'), reason="max_tokens"))
    assert (said, finish.reason) == ([], llm.FINISH_REASON_LENGTH)


async def test_a_call_nobody_understands_is_an_unavailable_provider(serve):
    with pytest.raises(Unavailable):
        await answer(serve, answered(call(0, "a", "book", "{]"), reason="tool_use"))


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("overloaded_error", Unavailable),
        ("rate_limit_error", ResourceExhausted),
        ("billing_error", FailedPrecondition),
        ("timeout_error", DeadlineExceeded),
        ("something_new", Unavailable),
    ],
)
async def test_an_error_in_the_middle_of_an_answer_is_told(serve, kind, error):
    with pytest.raises(error) as caught:
        await answer(serve, answered(words("Hel"), event("error", error={"type": kind, "message": "secret"})))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("`temperature` is deprecated for this model.", "temperature"),
        ("max_tokens: 9 > 8, which is the maximum", "max_output_tokens"),
        ("tools.0.custom.input_schema: is not valid", "tools"),
        ("output_config.format.schema: For 'object' type, ...", "response_schema"),
        ("prompt is too long: 9 tokens > 8 maximum", "messages"),
        ("Something else", "request"),
    ],
)
async def test_what_is_refused_is_named_in_our_spelling(serve, message, field):
    with pytest.raises(InvalidArgument) as caught:
        await answer(serve, refused(400, "invalid_request_error", message))
    assert [each.field for each in caught.value.violations] == [field]


@pytest.mark.parametrize(
    "instead",
    [
        refused(400, "invalid_request_error", "Your credit balance is too low to access the API."),
        refused(402, "billing_error"),
    ],
)
async def test_used_up_credit_is_told(serve, instead):
    with pytest.raises(FailedPrecondition) as caught:
        await answer(serve, instead)
    assert caught.value.reason == "PROVIDER_QUOTA_EXHAUSTED"


async def test_the_user_begins_and_turns_alternate(serve):
    request = conversation(RIG)
    del request.messages[:]
    for role, text in (("SYSTEM", "Be brief."), ("ASSISTANT", "Hello."), ("USER", "Hi."), ("USER", "There?")):
        request.messages.add(role=llm.MessageRole.Value(f"MESSAGE_ROLE_{role}"), text=text)
    async with serve(RIG) as served:
        await served.client.answer(request)
        sent = served.vendor.requests[0].body
    assert sent["system"] == "Be brief."
    assert [each["role"] for each in sent["messages"]] == ["user", "assistant", "user"]
    assert [each["text"] for each in sent["messages"][2]["content"]] == ["Hi.", "There?"]


async def test_no_temperature_is_above_the_vendors_hottest(serve):
    async with serve(RIG) as served:
        await served.client.answer(conversation(RIG, temperature=1.5))
        assert served.vendor.requests[0].body["temperature"] == 1
