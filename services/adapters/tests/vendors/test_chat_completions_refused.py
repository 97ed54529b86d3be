"""What servers of chat completions refuse, before an answer and in the middle of one."""

import json

import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    ResourceExhausted,
    ServiceError,
    Unavailable,
)

from .rigs.chat_completions import DONE, chunk
from .rigs.openai_language_model import RIG
from .test_language_model import conversation


async def answer(serve, instead):
    async with serve(RIG) as served:
        served.vendor.instead = instead
        try:
            return await served.client.answer(conversation(RIG))
        finally:
            assert len(served.vendor.requests) == 1


def refused(status, **error):
    """The answer of a provider that refuses with an error in JSON."""
    said = {"message": "Incorrect key sk-live-secret", "param": None, "code": None, "type": "y"} | error
    return status, json.dumps({"error": said}).encode()


@pytest.mark.parametrize(
    ("instead", "error", "reason"),
    [
        (refused(403), FailedPrecondition, "PROVIDER_KEY_REJECTED"),
        (refused(429, code="rate_limit_exceeded"), ResourceExhausted, "RESOURCE_EXHAUSTED"),
        (refused(429, code="insufficient_quota"), FailedPrecondition, "PROVIDER_QUOTA_EXHAUSTED"),
        (refused(429, code="insufficient_quota_error"), FailedPrecondition, "PROVIDER_QUOTA_EXHAUSTED"),
        (refused(400, code="tool_use_failed"), Unavailable, "PROVIDER_ANSWER_INVALID"),
        (refused(498, code="capacity_exceeded"), Unavailable, "UNAVAILABLE"),
        (refused(503), Unavailable, "UNAVAILABLE"),
        ((503, b"<html>busy</html>"), Unavailable, "UNAVAILABLE"),
    ],
)
async def test_refusals_are_told_in_our_words(serve, instead, error, reason):
    with pytest.raises(ServiceError) as caught:
        await answer(serve, instead)
    assert (type(caught.value), caught.value.reason) == (error, reason)
    assert "sk-live" not in str(caught.value)


@pytest.mark.parametrize(
    ("instead", "field"),
    [
        (refused(400, param="max_tokens"), "max_output_tokens"),
        (refused(400, param="messages[1].content"), "messages"),
        (refused(400, param="response_format"), "response_schema"),
        (refused(400, param="reasoning_effort"), "settings.reasoning_effort"),
        (refused(400, code="context_length_exceeded", param="messages"), "messages"),
        (refused(400, param="logit_bias"), "request"),
        (refused(404, code="model_not_found"), "model"),
        (refused(422), "request"),
    ],
)
async def test_what_is_refused_is_named_in_our_spelling(serve, instead, field):
    with pytest.raises(InvalidArgument) as caught:
        await answer(serve, instead)
    assert [each.field for each in caught.value.violations] == [field]


@pytest.mark.parametrize(
    "instead",
    [
        refused(400, code="content_filter"),
        refused(403, code=403, metadata={"reasons": ["x"], "flagged_input": "hello"}),
        (200, chunk({"refusal": "I will not"}) + chunk({}, "stop") + DONE),
    ],
)
async def test_what_a_filter_refuses_is_a_finish(serve, instead):
    (finish,) = await answer(serve, instead)
    assert finish.reason == llm.FINISH_REASON_CONTENT_FILTER


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"message": "slow down", "code": 429}, ResourceExhausted),
        ({"message": "slow down", "code": "rate_limit_exceeded"}, ResourceExhausted),
        ({"message": "no money", "type": "insufficient_quota"}, FailedPrecondition),
        ({"message": "overloaded", "type": "server_error", "code": None}, Unavailable),
        ("overloaded", Unavailable),
    ],
)
async def test_an_error_in_the_middle_of_an_answer_is_told(serve, said, error):
    broken = b"data: " + json.dumps({"error": said, "choices": []}).encode() + b"\n\n"
    with pytest.raises(error):
        await answer(serve, (200, chunk({"content": "Hel"}) + broken))
