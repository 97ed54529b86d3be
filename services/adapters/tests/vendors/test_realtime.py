"""Every realtime model: what any of them must do, over ai.v1 on one side and its own wire format on the other."""

import asyncio
from dataclasses import dataclass, field

import pytest

from voicera.ai.v1 import realtime_service_pb2 as rt
from voicera.ai.v1 import usage_pb2
from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_REALTIME
from voicera.ai.v1.language_model_service_pb2 import (
    MESSAGE_ROLE_ASSISTANT,
    MESSAGE_ROLE_SYSTEM,
    MESSAGE_ROLE_USER,
)
from voicera.common.v1 import audio_pb2
from voicera_kit.errors import DeadlineExceeded, ServiceError

from .exercised import exercised
from .faults import require_meant
from .rigs import rigs
from .rigs.server import Fault

RIGS = list(rigs("realtime"))
MODALITY = "realtime"
BLOCK = b"\xff" * 800
"""100 ms of mu-law."""
TOOL = {
    "name": "book",
    "description": "Books a day.",
    "parameters": {"type": "object", "properties": {"day": {}}},
}

every_rig = pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.adapter)


@dataclass
class Told:
    """What came until an answer ended."""

    order: list[str] = field(default_factory=list)
    audio: bytes = b""
    text: str = ""
    heard: list[tuple[str, bool]] = field(default_factory=list)
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    end: rt.AnswerEnd | None = None

    def take(self, told):
        name = told.DESCRIPTOR.name
        if not self.order or self.order[-1] != name:
            self.order.append(name)
        match name:
            case "AnswerAudio":
                self.audio += told.audio
            case "AnswerText":
                self.text += told.delta
            case "CallerTranscript":
                self.heard.append((told.text, told.final))
            case "ToolCall":
                self.calls.append((told.id, told.name, told.arguments["day"]))
            case "AnswerEnd":
                self.end = told


async def talking(served, phone, **changes):
    stream = await served.client.talk()
    rig = served.rig
    config = {
        "adapter": rig.adapter,
        "model": rig.model,
        "voice": rig.voice,
        "language": rig.language,
        "audio_format": phone,
        "instructions": "Be brief.",
        "tools": [TOOL],
        "settings": dict(rig.settings),
    }
    await stream.say(config=config | changes)
    return stream


async def answer(stream):
    """What is told until the next answer ends."""
    told = Told()
    while told.end is None:
        message = await stream.hear()
        assert message is not None, "the stream ended without an answer"
        told.take(message)
    return told


async def until(stream, name):
    while (told := await stream.hear()).DESCRIPTOR.name != name:
        pass
    return told


def user(text):
    return {"role": MESSAGE_ROLE_USER, "text": text}


async def converse(stream):
    """Speak only once it is heard: gRPC may lose the status of a call that ends while it is written to."""
    await stream.hear()
    await stream.say(text=user("Hello?"))
    await stream.hear_all()


def quantities(end):
    return {
        usage_pb2.UsageUnit.Name(each.unit).removeprefix("USAGE_UNIT_"): each.quantity for each in end.usage
    }


@every_rig
async def test_a_turn_is_heard_transcribed_and_answered(serve, phone, rig, eventually):
    async with serve(rig) as served:
        stream = await talking(served, phone)
        assert (await stream.hear()).DESCRIPTOR.name == "TalkReady"
        exercised(MODALITY, rig.adapter, "connect")
        for number in (1, 2):
            for _ in range(5):
                await stream.say(audio=BLOCK)
            await eventually(lambda: len(served.vendor.heard_audio) >= 2_400)
            await served.vendor.caller_stops()
            told = await answer(stream)
            assert told.text == "Hello there"
            assert len(told.audio) == pytest.approx(3_200, abs=80)
            assert ("hello world", True) in told.heard
            assert told.heard[0] == ("hello", False)
            assert told.end.answer == number
            assert told.end.outcome == rt.ANSWER_OUTCOME_COMPLETED
            served.vendor.heard_audio = b""
        await stream.end()
        assert await stream.hear() is None
    exercised(MODALITY, rig.adapter, "stream")


@every_rig
async def test_what_it_cost_is_counted_once(serve, phone, rig):
    async with serve(rig) as served:
        stream = await talking(served, phone)
        await stream.hear()
        await stream.say(text=user("Hello?"))
        assert quantities((await answer(stream)).end) == {
            "INPUT_TOKENS": 20,
            "INPUT_AUDIO_TOKENS": 50,
            "CACHED_INPUT_TOKENS": 30,
            "OUTPUT_TOKENS": 15,
            "OUTPUT_AUDIO_TOKENS": 35,
        }


@every_rig
@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 24_000, 48_000])
async def test_audio_is_converted_in_both_directions(serve, rig, eventually, rate_hz):
    wide = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=rate_hz)
    async with serve(rig) as served:
        stream = await talking(served, wide)
        await stream.hear()
        for _ in range(10):
            await stream.say(audio=bytes(rate_hz // 5))
        native_hz = 16_000 if rig.adapter == "gemini" else 24_000
        await eventually(lambda: len(served.vendor.heard_audio) >= native_hz * 2 * 0.9)
        await stream.say(text=user("Hello?"))
        told = await answer(stream)
        assert len(told.audio) == pytest.approx(rate_hz * 2 * 0.4, rel=0.02)


@every_rig
async def test_a_caller_who_interrupts_hears_no_more_of_the_answer(serve, phone, rig):
    async with serve(rig) as served:
        served.vendor.script, served.vendor.is_late = "long", True
        stream = await talking(served, phone)
        await stream.hear()
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        await served.vendor.caller_starts()
        await until(stream, "CallerStarted")
        told = await answer(stream)
        assert (told.end.answer, told.end.outcome) == (1, rt.ANSWER_OUTCOME_INTERRUPTED)
        assert not told.audio
        assert quantities(told.end)["OUTPUT_AUDIO_TOKENS"] == 35
        served.vendor.script = ""
        await served.vendor.caller_stops()
        told = await answer(stream)
        assert (told.end.answer, told.end.outcome) == (2, rt.ANSWER_OUTCOME_COMPLETED)
        assert "CallerStopped" in told.order[: told.order.index("AnswerAudio")]
        assert told.audio
    exercised(MODALITY, rig.adapter, "interruption")


@every_rig
async def test_an_answer_can_be_stopped(serve, phone, rig):
    async with serve(rig) as served:
        served.vendor.script = "long"
        stream = await talking(served, phone)
        await stream.hear()
        await stream.say(interrupt={})
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        await stream.say(interrupt={})
        end = await until(stream, "AnswerEnd")
        assert (end.answer, end.outcome) == (1, rt.ANSWER_OUTCOME_INTERRUPTED)
        served.vendor.script = ""
        if rig.adapter == "gemini":
            await served.vendor.late()
            await served.vendor.finish()
        await stream.say(text=user("Briefly."))
        told = await answer(stream)
        assert (told.end.answer, told.text) == (2, "Hello there")
        assert served.vendor.texts() == ["Tell me everything.", "Briefly."]


@every_rig
async def test_tools_are_called_and_the_model_goes_on_once_all_have_a_result(serve, phone, rig):
    async with serve(rig) as served:
        served.vendor.script = "call"
        stream = await talking(served, phone)
        await stream.hear()
        await stream.say(text=user("Book it."))
        told = await answer(stream)
        assert told.calls == [("call_1", "book", "monday"), ("call_2", "book", "tuesday")]
        assert told.end.outcome == rt.ANSWER_OUTCOME_COMPLETED
        await stream.say(tool_result={"tool_call_id": "call_2", "result_json": '{"free": true}'})
        await stream.say(tool_result={"tool_call_id": "call_1", "result_json": '{"free": false}'})
        told = await answer(stream)
        assert (told.end.answer, told.text) == (2, "Hello there")
        assert served.vendor.results() == [{"free": True}, {"free": False}]
    assert "Books a day." in str(served.vendor.messages[0])
    exercised(MODALITY, rig.adapter, "tools")


@every_rig
async def test_the_whole_configuration_reaches_the_vendor(serve, phone, rig):
    past = [
        {"role": MESSAGE_ROLE_SYSTEM, "text": "It is monday."},
        user("नमस्ते"),
        {"role": MESSAGE_ROLE_ASSISTANT, "text": "Good day."},
    ]
    async with serve(rig) as served:
        stream = await talking(served, phone, messages=past)
        await stream.hear()
        await stream.say(text=user("Hello?"))
        await answer(stream)
        sent = "".join(served.vendor.messages) + str(served.vendor.requests)
    for part in ("Be brief.", "It is monday.", "नमस्ते", "Good day.", rig.model, rig.voice, "en-IN"):
        assert part in sent, part


@every_rig
async def test_who_leaves_ends_the_vendors_connection(serve, phone, rig, eventually):
    async with serve(rig, vendor_answer_s=8.0) as served:
        before = len(asyncio.all_tasks())
        served.vendor.script = "long"
        stream = await talking(served, phone)
        await stream.hear()
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        assert not served.vendor.left
        async with asyncio.timeout(5):
            stream.call.cancel()
            await served.vendor.somebody_left()
            await eventually(lambda: len(asyncio.all_tasks()) <= before)
    exercised(MODALITY, rig.adapter, "cancel")


@every_rig
async def test_who_is_done_in_the_middle_of_an_answer_is_done(serve, phone, rig):
    async with serve(rig, vendor_answer_s=8.0) as served:
        served.vendor.script = "long"
        stream = await talking(served, phone)
        await stream.hear()
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        await stream.end()
        async with asyncio.timeout(5):
            await stream.hear_all()
            await served.vendor.somebody_left()


@pytest.mark.parametrize(
    ("rig", "fault"),
    [(rig, fault) for rig in RIGS for fault in sorted(rig.faults, key=str)],
    ids=lambda each: getattr(each, "adapter", None) or each.name,
)
async def test_failures_are_told_in_our_words(serve, phone, rig, fault):
    async with serve(rig) as served:
        served.vendor.fault = fault
        stream = await talking(served, phone)
        with pytest.raises(ServiceError) as caught:
            await converse(stream)
        require_meant(fault, caught.value)
    exercised(MODALITY, rig.adapter, "errors")


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.CUT], ids=lambda each: each.name)
@every_rig
async def test_a_conversation_that_goes_wrong_later_is_told_too(serve, phone, rig, fault):
    async with serve(rig) as served, asyncio.timeout(8):
        stream = await talking(served, phone)
        await stream.hear()
        served.vendor.fault = fault
        await stream.say(text=user("Hello?"))
        with pytest.raises(ServiceError) as caught:
            await stream.hear_all()
        require_meant(fault, caught.value)


@every_rig
@pytest.mark.parametrize(
    "garbage", ["\x00<garbage>", "7", '{"type": "response.created", "serverContent": 7}']
)
async def test_garbage_in_the_middle_is_told_too(serve, phone, rig, garbage):
    async with serve(rig) as served, asyncio.timeout(8):
        served.vendor.script = "long"
        stream = await talking(served, phone)
        await stream.hear()
        await stream.say(text=user("Hello?"))
        await until(stream, "AnswerAudio")
        await served.vendor.line.send_str(garbage)
        with pytest.raises(ServiceError) as caught:
            await stream.hear_all()
        require_meant(Fault.GARBAGE, caught.value)


@every_rig
async def test_an_answer_that_stops_in_the_middle_is_too_late(serve, phone, rig):
    async with serve(rig) as served, asyncio.timeout(8):
        served.vendor.script = "long"
        stream = await talking(served, phone)
        await stream.hear()
        await stream.say(text=user("Hello?"))
        with pytest.raises(DeadlineExceeded):
            await stream.hear_all()


@every_rig
async def test_a_caller_may_be_silent_for_longer_than_a_vendor_may(serve, phone, rig):
    async with serve(rig, vendor_answer_s=0.3) as served:
        stream = await talking(served, phone)
        await stream.hear()
        for _ in range(10):
            await stream.say(audio=BLOCK)
            await asyncio.sleep(0.1)
        await served.vendor.caller_stops()
        assert (await answer(stream)).text == "Hello there"


@pytest.mark.parametrize(
    ("rig", "code"),
    [(rig, code) for rig in RIGS for code in rig.languages],
    ids=lambda each: getattr(each, "adapter", each),
)
async def test_languages_are_written_the_vendors_way(serve, phone, rig, code):
    async with serve(rig) as served:
        stream = await talking(served, phone, language=code)
        await stream.hear()
        assert rig.language_of(served.vendor) == rig.languages[code]
        assert f"code {code}." in served.vendor.messages[0]
    exercised(MODALITY, rig.adapter, "languages")


@every_rig
async def test_without_a_language_the_model_follows_the_caller(serve, phone, rig):
    async with serve(rig) as served:
        stream = await talking(served, phone, language="")
        await stream.hear()
        assert "language" not in served.vendor.messages[0].lower()


@every_rig
async def test_every_setting_reaches_the_vendor(serve, phone, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_REALTIME))[rig.adapter]
        assert set(rig.settings) == set(listed.settings_schema["properties"]), "the rig forgets a setting"
        stream = await talking(served, phone)
        await stream.hear()
        assert dict(rig.settings_seen(served.vendor)) == dict(rig.settings)
    exercised(MODALITY, rig.adapter, "settings")


@every_rig
async def test_the_key_stays_between_adapter_and_vendor(serve, phone, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_REALTIME))[rig.adapter]
        assert listed.realtime.tools
        assert listed.realtime.caller_transcripts
        assert not listed.credential_needed
        assert "planted" not in str(listed)
        stream = await talking(served, phone)
        await stream.hear()
    secrets = [value for value in rig.account.values() if "planted" in value]
    assert all(secret in str(served.vendor.requests) for secret in secrets)
