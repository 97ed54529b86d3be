"""What only the Gemini API does."""

import json

import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_adapters.vendors.gemini.signatures import FOREIGN, Signatures
from voicera_kit.errors import FailedPrecondition, InvalidArgument, ResourceExhausted, Unavailable

from .rigs.gemini_language_model import COUNTED, RIG, SIGNATURE, chunk
from .test_language_model import conversation

TYPE = "type.googleapis.com/google.rpc."


def refused(status, name, *details):
    error = {"code": status, "message": "no: secret-in-a-vendors-words", "status": name}
    return status, json.dumps({"error": error | {"details": list(details)}}).encode()


async def answer(serve, instead, **changes):
    async with serve(RIG) as served:
        served.vendor.instead = instead
        return await served.client.answer(conversation(RIG, **changes))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("MAX_TOKENS", llm.FINISH_REASON_LENGTH),
        ("SAFETY", llm.FINISH_REASON_CONTENT_FILTER),
        ("PROHIBITED_CONTENT", llm.FINISH_REASON_CONTENT_FILTER),
        ("SOMETHING_NEW", llm.FINISH_REASON_STOP),
    ],
)
async def test_the_reason_of_the_finish_is_told(serve, said, meant):
    *_, finish = await answer(serve, (200, chunk({"text": "Hello"}, reason=said)))
    assert finish.reason == meant


async def test_a_blocked_conversation_is_a_finish(serve):
    said = {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 7}}
    (finish,) = await answer(serve, (200, b"data: " + json.dumps(said).encode() + b"\n\n"))
    assert (finish.reason, finish.input_tokens) == (llm.FINISH_REASON_CONTENT_FILTER, 7)


async def test_a_safe_beginning_of_an_unsafe_answer_is_told(serve):
    body = chunk({"text": "Well"}) + b'data: {"candidates": [{"finishReason": "SAFETY"}]}\n\n'
    words, finish = await answer(serve, (200, body))
    assert (words, finish.reason) == ("Well", llm.FINISH_REASON_CONTENT_FILTER)


@pytest.mark.parametrize("reason", ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"])
async def test_a_garbled_call_is_an_unavailable_provider(serve, reason):
    with pytest.raises(Unavailable):
        await answer(serve, (200, chunk(reason=reason)))


@pytest.mark.parametrize(
    ("instead", "error", "reason"),
    [
        (
            refused(400, "INVALID_ARGUMENT", {"@type": f"{TYPE}ErrorInfo", "reason": "API_KEY_INVALID"}),
            FailedPrecondition,
            "PROVIDER_KEY_REJECTED",
        ),
        (refused(400, "FAILED_PRECONDITION"), FailedPrecondition, "PROVIDER_KEY_REJECTED"),
        (
            refused(
                429,
                "RESOURCE_EXHAUSTED",
                {"@type": f"{TYPE}QuotaFailure", "violations": [{"quotaId": "RequestsPerDayPerProject"}]},
            ),
            FailedPrecondition,
            "PROVIDER_QUOTA_EXHAUSTED",
        ),
        (refused(503, "UNAVAILABLE"), Unavailable, "UNAVAILABLE"),
        ((200, b"data: " + refused(503, "UNAVAILABLE")[1] + b"\n\n"), Unavailable, "UNAVAILABLE"),
    ],
)
async def test_refusals_are_told_in_our_words(serve, instead, error, reason):
    with pytest.raises(error) as caught:
        await answer(serve, instead)
    assert caught.value.reason == reason
    assert "secret" not in str(caught.value)


async def test_when_to_come_back_is_told(serve):
    details = {"@type": f"{TYPE}RetryInfo", "retryDelay": "34.5s"}
    with pytest.raises(ResourceExhausted) as caught:
        await answer(serve, refused(429, "RESOURCE_EXHAUSTED", details))
    assert caught.value.retry_after.total_seconds() == 34.5


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ("generation_config.temperature", "temperature"),
        ("tools[0].function_declarations[0].parameters", "tools"),
        ("something.else", "request"),
    ],
)
async def test_what_is_refused_is_named_in_our_spelling(serve, named, field):
    details = {"@type": f"{TYPE}BadRequest", "fieldViolations": [{"field": named, "description": "x"}]}
    with pytest.raises(InvalidArgument) as caught:
        await answer(serve, refused(400, "INVALID_ARGUMENT", details))
    assert [each.field for each in caught.value.violations] == [field]


def follow_up(model, *calls):
    """A conversation after the model called tools and got results."""
    request = conversation(RIG)
    request.model = model
    del request.messages[:]
    request.messages.add(role=llm.MESSAGE_ROLE_USER, text="Book it.")
    made = request.messages.add(role=llm.MESSAGE_ROLE_ASSISTANT)
    for each in calls:
        made.tool_calls.add(id=each, name="book")
        request.messages.add(role=llm.MESSAGE_ROLE_TOOL, tool_call_id=each, text="[1, 2]")
    request.messages.add(role=llm.MESSAGE_ROLE_USER, text="And?")
    return request


async def test_a_calls_signature_comes_back_with_it(serve):
    async with serve(RIG) as served:
        *_, call, _ = await served.client.answer(conversation(RIG, tools=True))
        await served.client.answer(follow_up("gemini-3.5-flash", call.id))
        (part,) = served.vendor.requests[1].body["contents"][1]["parts"]
    assert part == {
        "functionCall": {"id": call.id, "name": "book", "args": {}},
        "thoughtSignature": SIGNATURE,
    }


async def test_calls_of_other_vendors_are_marked_as_such(serve):
    async with serve(RIG) as served:
        await served.client.answer(follow_up("gemini-3.5-flash", "toolu_1", "toolu_2"))
        await served.client.answer(follow_up("gemini-2.5-flash", "toolu_1"))
        newer, older = (each.body["contents"] for each in served.vendor.requests)
    assert [each.get("thoughtSignature") for each in newer[1]["parts"]] == [FOREIGN, None]
    assert "thoughtSignature" not in older[1]["parts"][0]
    assert newer[2]["parts"] == [
        {"functionResponse": {"id": each, "name": "book", "response": {"output": [1, 2]}}}
        for each in ("toolu_1", "toolu_2")
    ]
    assert newer[3] == {"role": "user", "parts": [{"text": "And?"}]}


def test_signatures_are_not_remembered_for_ever():
    signatures = Signatures()
    for at in range(2_001):
        signatures.keep(f"call_{at}", "x")
    assert signatures.of("call_0", "gemini-2.5-flash", is_first=True) is None
    assert signatures.of("call_1", "gemini-2.5-flash", is_first=True) == "x"


@pytest.mark.parametrize("model", ["../../files", "models/a/b", "a?key=b", ""])
async def test_a_model_is_nothing_but_a_name(serve, model):
    async with serve(RIG) as served:
        request = conversation(RIG)
        request.model = model
        with pytest.raises(InvalidArgument) as caught:
            await served.client.answer(request)
    assert [each.field for each in caught.value.violations] == ["model"]
    assert served.vendor.requests == []


async def test_counts_are_those_at_the_end(serve):
    body = chunk({"text": "Hello"}, usageMetadata={"promptTokenCount": 1}) + chunk(
        reason="STOP", usageMetadata=COUNTED
    )
    *_, finish = await answer(serve, (200, body))
    assert (finish.input_tokens, finish.output_tokens) == (11, 4)
