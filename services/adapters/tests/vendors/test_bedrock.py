"""What only Bedrock does."""

import json

import pytest
from pydantic import ValidationError

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera.ai.v1.usage_pb2 import USAGE_UNIT_CACHED_INPUT_TOKENS, USAGE_UNIT_INPUT_TOKENS
from voicera_adapters.vendors.bedrock.account import BedrockAccount
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    ResourceExhausted,
    Unavailable,
)

from .rigs.bedrock_language_model import ACCOUNT, COUNTED, RIG, call, event, exception, frame, words
from .test_language_model import conversation


def answered(*parts, reason="end_turn"):
    stop = (event("messageStop", stopReason=reason), event("metadata", usage=COUNTED, metrics={}))
    said = [event("messageStart", role="assistant")]
    for part in (*parts, *stop):
        said += [part] if isinstance(part, bytes) else part
    return 200, b"".join(said)


def refused(status, message):
    return status, json.dumps({"message": message}).encode()


async def answer(serve, instead, **changes):
    async with serve(RIG) as served:
        served.vendor.instead = instead
        return await served.client.answer(conversation(RIG, **changes))


@pytest.mark.parametrize(
    "region", ["", "Mumbai", "ap-south-1.evil.example", "ap-south-1/", "a-1", "ap-south-1\nx", "ap--south-1"]
)
def test_a_region_is_nothing_but_a_part_of_a_host(region):
    with pytest.raises(ValidationError):
        BedrockAccount(**ACCOUNT | {"region": region})


@pytest.mark.parametrize("region", ["ap-south-1", "us-gov-west-1", "eu-isoe-west-1"])
def test_the_region_is_in_the_host(region):
    account = BedrockAccount(**ACCOUNT | {"region": region})
    assert account.address == f"https://bedrock-runtime.{region}.amazonaws.com"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("stop_sequence", llm.FINISH_REASON_STOP),
        ("max_tokens", llm.FINISH_REASON_LENGTH),
        ("model_context_window_exceeded", llm.FINISH_REASON_LENGTH),
        ("guardrail_intervened", llm.FINISH_REASON_CONTENT_FILTER),
        ("content_filtered", llm.FINISH_REASON_CONTENT_FILTER),
        ("something_new", llm.FINISH_REASON_STOP),
    ],
)
async def test_the_reason_of_the_finish_is_told(serve, said, meant):
    *_, finish = await answer(serve, answered(words("Hello"), reason=said))
    assert finish.reason == meant


async def test_thoughts_are_not_spoken(serve):
    thought = event("contentBlockDelta", contentBlockIndex=0, delta={"reasoningContent": {"text": "Hm."}})
    *said, _ = await answer(serve, answered(thought, words("Hello")))
    assert said == ["Hello"]


async def test_a_call_cut_short_is_none(serve):
    *said, finish = await answer(serve, answered(call(0, "a", "book", '{"day'), reason="max_tokens"))
    assert (said, finish.reason) == ([], llm.FINISH_REASON_LENGTH)


@pytest.mark.parametrize(
    "instead",
    [
        answered(call(0, "a", "book", "[1]"), reason="tool_use"),
        answered(words("Hello"), reason="malformed_tool_use"),
        (200, answered(words("Hello"))[1].partition(b"messageStop")[0]),
        (200, answered(words("Hello"))[1].replace(b"Hello", b"Jello")),
        (200, event("messageStart", role="assistant")),
        (200, b"<html>hello</html>"),
        (200, b""),
    ],
)
async def test_an_answer_that_is_none_is_an_unavailable_provider(serve, instead):
    with pytest.raises(Unavailable):
        await answer(serve, instead)


@pytest.mark.parametrize(
    ("part", "error"),
    [
        (exception("throttlingException"), ResourceExhausted),
        (exception("serviceUnavailableException"), Unavailable),
        (exception("internalServerException"), Unavailable),
        (exception("modelStreamErrorException"), Unavailable),
        (exception("modelTimeoutException"), DeadlineExceeded),
        (exception("validationException", "Input is too long for requested model: secret"), InvalidArgument),
        (exception("somethingNewException"), Unavailable),
        (frame({":message-type": "error", ":error-code": "InternalError"}, b""), Unavailable),
    ],
)
async def test_an_exception_in_the_middle_of_an_answer_is_told(serve, part, error):
    with pytest.raises(error) as caught:
        await answer(serve, answered(words("Hel"), part))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("instead", "field"),
    [
        (refused(400, "The provided model identifier is invalid."), "model"),
        (refused(400, "Invocation of model ID x with on-demand throughput isn't supported."), "model"),
        (refused(403, "You don't have access to the model with the specified model ID."), "model"),
        (refused(400, "Input is too long for requested model."), "messages"),
        (refused(400, "The model returned the following errors: `temperature` is deprecated"), "temperature"),
        (refused(400, "This model doesn't support tool use in streaming mode."), "tools"),
        (refused(400, "Malformed input request"), "request"),
    ],
)
async def test_what_is_refused_is_named_in_our_spelling(serve, instead, field):
    with pytest.raises(InvalidArgument) as caught:
        await answer(serve, instead)
    assert [each.field for each in caught.value.violations] == [field]


@pytest.mark.parametrize(
    ("instead", "error", "reason"),
    [
        (refused(403, "The security token is invalid."), FailedPrecondition, "PROVIDER_KEY_REJECTED"),
        (refused(400, "Exceeds the service quota"), FailedPrecondition, "PROVIDER_QUOTA_EXHAUSTED"),
        (refused(424, "The model failed"), Unavailable, "UNAVAILABLE"),
    ],
)
async def test_refusals_are_told_in_our_words(serve, instead, error, reason):
    with pytest.raises(error) as caught:
        await answer(serve, instead)
    assert caught.value.reason == reason


async def test_cached_tokens_are_counted(serve):
    *_, finish = await answer(serve, answered(words("Hello")))
    used = {each.unit: each.quantity for each in finish.usage}
    assert (used[USAGE_UNIT_INPUT_TOKENS], used[USAGE_UNIT_CACHED_INPUT_TOKENS]) == (9, 2)


async def test_a_shape_is_told_as_text(serve):
    request = conversation(RIG)
    request.response_schema.update({"type": "object", "properties": {"mood": {"type": "string"}}})
    async with serve(RIG) as served:
        await served.client.answer(request)
        (form,) = served.vendor.requests[0].body["outputConfig"].values()
    assert json.loads(form["structure"]["jsonSchema"]["schema"])["additionalProperties"] is False


async def test_tools_called_before_are_declared_though_none_is_given(serve):
    async with serve(RIG) as served:
        await served.client.answer(conversation(RIG))
        tools = served.vendor.requests[0].body["toolConfig"]["tools"]
    assert [each["toolSpec"]["name"] for each in tools] == ["look_up"]


@pytest.mark.parametrize("model", ["../x", "a?b", "a b", "ü", ""])
async def test_a_model_is_nothing_but_a_name(serve, model):
    async with serve(RIG) as served:
        request = conversation(RIG)
        request.model = model
        with pytest.raises(InvalidArgument) as caught:
            await served.client.answer(request)
    assert [each.field for each in caught.value.violations] == ["model"]
    assert served.vendor.requests == []


async def test_an_arn_is_signed_as_it_is_sent(serve):
    async with serve(RIG) as served:
        request = conversation(RIG)
        request.model = "arn:aws:bedrock:ap-south-1:123456789012:application-inference-profile/a1b2"
        *_, finish = await served.client.answer(request)
    assert finish.reason == llm.FINISH_REASON_STOP
