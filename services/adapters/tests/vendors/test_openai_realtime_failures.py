"""How answers of OpenAI's realtime models end short or fail: by outcome, reason and field, not in their words."""

import pytest
from structlog.testing import capture_logs

from voicera.ai.v1 import realtime_service_pb2 as rt
from voicera_adapters.net import ANSWER_INVALID, KEY_REJECTED, QUOTA_EXHAUSTED
from voicera_kit.errors import InvalidArgument, ResourceExhausted, ServiceError, Unavailable

from .rigs.openai_realtime import RIG, OpenAI
from .test_openai_realtime import of_kind, opened
from .test_realtime import answer, talking, user


async def refused(stream) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await stream.hear_all()
    return caught.value


@pytest.mark.parametrize("arguments", ['{"fee": NaN}', '{"fees": [{"fee": -Infinity}]}', '{"fee": 1e999}'])
async def test_numbers_that_are_none_are_no_arguments(serve, phone, arguments):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.begin()
        item = {"type": "function_call", "call_id": "c", "name": "pay", "arguments": arguments}
        await served.vendor.tell("response.output_item.done", response_id=served.vendor.active, item=item)
        assert (await refused(stream)).reason == ANSWER_INVALID


@pytest.mark.parametrize(
    ("status", "details", "outcome"),
    [
        ("incomplete", {"reason": "max_output_tokens"}, rt.ANSWER_OUTCOME_LENGTH),
        ("incomplete", {"reason": "content_filter"}, rt.ANSWER_OUTCOME_CONTENT_FILTER),
        ("cancelled", {"reason": "turn_detected"}, rt.ANSWER_OUTCOME_INTERRUPTED),
    ],
)
async def test_how_an_answer_ends(serve, phone, status, details, outcome):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.begin()
        await served.vendor.done(status, details)
        assert (await answer(stream)).end.outcome == outcome


@pytest.mark.parametrize("understood", ["", "hello wor"])
async def test_a_transcript_that_fails_ends_with_what_was_understood(serve, phone, understood):
    kind, item = "conversation.item.input_audio_transcription", {"item_id": "item_1", "content_index": 0}
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        if understood:
            await served.vendor.tell(f"{kind}.delta", delta=understood, **item)
            await stream.hear()
        error = {"type": "transcription_error", "code": "audio_unintelligible", "message": "secret"}
        with capture_logs() as logs:
            await served.vendor.tell(f"{kind}.failed", error=error, **item)
            told = await stream.hear()
        assert (told.text, told.final) == (understood, True)
        assert [(each["event"], each["code"]) for each in logs if each["log_level"] == "warning"] == [
            ("talk.caller_not_transcribed", "audio_unintelligible")
        ]
        await served.vendor.tell(f"{kind}.delta", delta="yes", **item)
        assert (await stream.hear()).text == "yes"


async def test_a_call_that_was_cut_short_is_none(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.begin()
        item = {
            "type": "function_call",
            "status": "incomplete",
            "call_id": "c",
            "name": "book",
            "arguments": '{"d',
        }
        await served.vendor.tell("response.output_item.done", response_id=served.vendor.active, item=item)
        await served.vendor.done("cancelled", None)
        assert (await answer(stream)).calls == []


FAILURES = [
    ({"type": "insufficient_quota", "code": "insufficient_quota"}, QUOTA_EXHAUSTED),
    ({"type": "invalid_request_error", "code": "invalid_api_key"}, KEY_REJECTED),
    ({"type": "server_error", "code": None}, "UNAVAILABLE"),
    ({"type": "invalid_request_error", "code": "session_expired"}, "UNAVAILABLE"),
    ({}, "UNAVAILABLE"),
]


@pytest.mark.parametrize(("error", "reason"), FAILURES)
async def test_a_failed_answer_says_why(serve, phone, error, reason):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.begin()
        await served.vendor.done("failed", {"type": "failed", "error": error | {"message": "secret"}})
        failure = await refused(stream)
        assert failure.reason == reason
        assert "secret" not in str(failure)


@pytest.mark.parametrize(("error", "reason"), FAILURES)
async def test_an_error_says_why(serve, phone, error, reason):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.tell("error", error=error | {"message": "secret", "event_id": None})
        assert (await refused(stream)).reason == reason


async def test_a_rate_limit_in_the_middle_can_be_retried(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.tell("error", error={"type": "x", "code": "rate_limit_exceeded", "message": ""})
        assert isinstance(await refused(stream), ResourceExhausted)


async def test_a_refused_message_is_named(serve, phone, eventually):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await stream.say(text=user("Hello?"))
        await answer(stream)
        told = of_kind(served.vendor, "conversation.item.create")[0]
        await served.vendor.error("invalid_value", told)
        failure = await refused(stream)
        assert isinstance(failure, InvalidArgument)
        assert failure.violations[0].field == "text"


@pytest.mark.parametrize(
    ("param", "field"),
    [
        ("session.audio.output.voice", "config.voice"),
        ("session.tools[0].parameters", "config.tools"),
        ("session.audio.input.transcription.model", "config.settings.transcriber"),
        ("session.model", "config.model"),
        ("session.audio.output.speed", "config.settings.speaking_rate"),
        (None, "config.settings"),
    ],
)
async def test_a_refused_session_names_the_field(serve, phone, param, field):
    class Refusing(OpenAI):
        async def heard(self, socket, message):
            await self.error("invalid_value", {}, param=param)

    async with serve(RIG) as served:
        served.vendor.__class__ = Refusing
        failure = await refused(await talking(served, phone))
        assert isinstance(failure, InvalidArgument)
        assert failure.violations[0].field == field


async def test_a_key_can_be_rejected_once_the_connection_is_open(serve, phone):
    class Closing(OpenAI):
        async def heard(self, socket, message):
            await socket.close(code=3000, message=b"invalid_request_error.invalid_api_key")

    async with serve(RIG) as served:
        served.vendor.__class__ = Closing
        assert (await refused(await talking(served, phone))).reason == KEY_REJECTED


async def test_a_vendor_that_ends_the_conversation_is_gone(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.line.close()
        assert isinstance(await refused(stream), Unavailable)


async def test_a_temperature_is_refused(serve, phone):
    async with serve(RIG) as served:
        failure = await refused(await talking(served, phone, temperature=0.5))
        assert failure.violations[0].field == "config.temperature"
