"""How conversations go with OpenAI's realtime models: what is their own about turns, tools and what was heard."""

import asyncio
import base64

import pytest

from voicera.ai.v1 import realtime_service_pb2 as rt
from voicera.ai.v1.language_model_service_pb2 import (
    MESSAGE_ROLE_ASSISTANT,
    MESSAGE_ROLE_SYSTEM,
    MESSAGE_ROLE_TOOL,
)
from voicera_adapters.vendors.openai.turns import usage_of

from .rigs.conversation import ANSWER
from .rigs.openai_realtime import RIG, OpenAI
from .test_realtime import BLOCK, TOOL, answer, talking, until, user


def of_kind(vendor, kind):
    return [each for each in vendor.told() if each["type"] == kind]


async def opened(served, phone, **changes):
    stream = await talking(served, phone, **changes)
    await stream.hear()
    return stream


async def test_phone_audio_goes_through_as_it_is(serve, phone, eventually):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        block = bytes(range(256)) * 3
        await stream.say(audio=block)
        await eventually(lambda: served.vendor.heard_audio)
        assert served.vendor.heard_audio == block
        audio = served.vendor.told()[0]["session"]["audio"]
        assert audio["input"]["format"] == audio["output"]["format"] == {"type": "audio/pcmu"}


async def test_the_vendor_finds_turns_and_interrupts_itself(serve, phone):
    async with serve(RIG) as served:
        await opened(served, phone)
        detection = served.vendor.told()[0]["session"]["audio"]["input"]["turn_detection"]
        assert detection["type"] == "server_vad"
        assert detection["create_response"] is detection["interrupt_response"] is True
        assert served.vendor.requests[0].param("model") == RIG.model


@pytest.mark.parametrize(
    ("played_ms", "cut_ms"), [(0, 0), (150, 150), (399, 399), (400, None), (5_000, None)]
)
async def test_the_model_remembers_what_was_heard(serve, phone, eventually, played_ms, cut_ms):
    async with serve(RIG) as served:
        served.vendor.script = "long"
        stream = await opened(served, phone)
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        await stream.hear()
        await until(stream, "AnswerAudio")
        await served.vendor.caller_starts()
        await answer(stream)
        await stream.say(played={"answer": 1, "played_ms": played_ms})
        await stream.say(played={"answer": 7, "played_ms": 0})
        await stream.say(audio=BLOCK)
        await eventually(lambda: served.vendor.heard_audio)
        cuts = of_kind(served.vendor, "conversation.item.truncate")
        assert [(each["item_id"], each["content_index"], each["audio_end_ms"]) for each in cuts] == (
            [] if cut_ms is None else [("item_resp_1", 0, cut_ms)]
        )


async def test_each_item_of_an_answer_is_cut_where_it_was_heard(serve, phone, eventually):
    async with serve(RIG) as served:
        vendor = served.vendor
        stream = await opened(served, phone)
        await vendor.begin()
        for item in ("item_a", "item_b", "item_c"):
            place = {"response_id": vendor.active, "item_id": item, "output_index": 0, "content_index": 1}
            delta = base64.b64encode(vendor.made(ANSWER[0])).decode()
            await vendor.tell("response.output_audio.delta", delta=delta, **place)
            await until(stream, "AnswerAudio")
        await stream.say(played={"answer": 1, "played_ms": 290})
        await eventually(lambda: len(of_kind(vendor, "conversation.item.truncate")) == 2)
        cuts = of_kind(vendor, "conversation.item.truncate")
        assert [(each["item_id"], each["content_index"], each["audio_end_ms"]) for each in cuts] == [
            ("item_b", 1, 90),
            ("item_c", 1, 0),
        ]


async def test_a_cut_or_a_stop_that_comes_too_late_does_no_harm(serve, phone, eventually):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await stream.say(text=user("Hello?"))
        await answer(stream)
        await stream.say(played={"answer": 1, "played_ms": 10})
        await eventually(lambda: of_kind(served.vendor, "conversation.item.truncate"))
        cut = of_kind(served.vendor, "conversation.item.truncate")[0]
        await served.vendor.error("item_truncate_invalid_item_id", cut)
        await served.vendor.error("response_cancel_not_active", {"event_id": "interrupt:9"})
        await stream.say(text=user("Hello?"))
        assert (await answer(stream)).end.answer == 2


async def test_what_was_said_before_is_told_in_items(serve, phone, eventually):
    call = {"id": "c1", "name": "look_up", "arguments": {"day": "सोमवार"}}
    past = [
        user("Hello."),
        {"role": MESSAGE_ROLE_ASSISTANT, "text": "One moment.", "tool_calls": [call]},
        {"role": MESSAGE_ROLE_TOOL, "tool_call_id": "c1", "text": '{"free": true}'},
        {"role": MESSAGE_ROLE_SYSTEM, "text": "Be quick."},
    ]
    async with serve(RIG) as served:
        await opened(served, phone, messages=past)
        await eventually(lambda: len(of_kind(served.vendor, "conversation.item.create")) == 5)
        told = of_kind(served.vendor, "conversation.item.create")
    assert [each["event_id"].partition(":")[0] for each in told] == [
        f"config.messages[{at}]" for at in (0, 1, 1, 2, 3)
    ]
    hello, moment, called, result, quick = (each["item"] for each in told)
    assert (hello["role"], hello["content"]) == ("user", [{"type": "input_text", "text": "Hello."}])
    assert (moment["role"], moment["content"][0]["type"]) == ("assistant", "output_text")
    assert (called["type"], called["call_id"], called["arguments"]) == (
        "function_call",
        "c1",
        '{"day": "सोमवार"}',
    )
    assert (result["type"], result["call_id"]) == ("function_call_output", "c1")
    assert result["output"] == '{"free": true}'
    assert (quick["role"], quick["content"][0]["type"]) == ("system", "input_text")


async def test_an_answer_is_stopped_by_its_id(serve, phone):
    async with serve(RIG) as served:
        served.vendor.script = "long"
        stream = await opened(served, phone)
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        await stream.say(interrupt={})
        await answer(stream)
        (cancel,) = of_kind(served.vendor, "response.cancel")
        assert cancel["response_id"] == "resp_1"


async def test_an_answer_that_was_asked_for_can_be_stopped_before_it_begins(serve, phone):
    class Slow(OpenAI):
        async def answer(self):
            await asyncio.sleep(0.2)
            await super().answer()

    async with serve(RIG) as served:
        served.vendor.__class__ = Slow
        served.vendor.script = "long"
        stream = await opened(served, phone)
        await stream.say(text=user("Tell me everything."))
        await stream.say(interrupt={})
        told = await answer(stream)
        assert told.order == ["AnswerEnd"]
        assert told.end.outcome == rt.ANSWER_OUTCOME_INTERRUPTED


async def test_an_answer_that_was_asked_for_is_not_heard_once_the_caller_speaks(serve, phone, eventually):
    class Later(OpenAI):
        async def answer(self):
            """Begin only once the caller has."""
            self.is_asked = True

    async with serve(RIG) as served:
        vendor = served.vendor
        vendor.__class__, vendor.is_asked = Later, False
        stream = await opened(served, phone)
        await stream.say(text=user("Tell me everything."))
        await eventually(lambda: vendor.is_asked)
        await vendor.caller_starts()
        await until(stream, "CallerStarted")
        vendor.script = "long"
        await OpenAI.answer(vendor)
        told = await answer(stream)
        assert (told.order, told.audio, told.text) == (["AnswerEnd"], b"", "")
        assert told.end.outcome == rt.ANSWER_OUTCOME_INTERRUPTED
        (cancel,) = of_kind(vendor, "response.cancel")
        assert cancel["response_id"] == "resp_1"
        vendor.script = ""
        await vendor.caller_stops()
        assert (await answer(stream)).text == "Hello there"


async def test_the_model_does_not_go_on_before_its_last_call_has_a_result(serve, phone, eventually):
    async with serve(RIG) as served:
        served.vendor.script = "call"
        stream = await opened(served, phone)
        await stream.say(text=user("Book it."))
        await answer(stream)
        await stream.say(tool_result={"tool_call_id": "call_1", "result_json": "1"})
        await stream.say(audio=BLOCK)
        await eventually(lambda: served.vendor.heard_audio)
        assert len(of_kind(served.vendor, "response.create")) == 1
        await stream.say(tool_result={"tool_call_id": "call_2", "result_json": "2"})
        await answer(stream)
        assert len(of_kind(served.vendor, "response.create")) == 2


async def test_a_result_that_comes_while_the_caller_speaks_is_answered_with_the_turn(
    serve, phone, eventually
):
    async with serve(RIG) as served:
        served.vendor.script = "call"
        stream = await opened(served, phone)
        await stream.say(text=user("Book it."))
        await answer(stream)
        await served.vendor.caller_starts()
        await until(stream, "CallerStarted")
        for call in ("call_1", "call_2"):
            await stream.say(tool_result={"tool_call_id": call, "result_json": "{}"})
        await eventually(lambda: len(served.vendor.results()) == 2)
        await served.vendor.caller_stops()
        assert (await answer(stream)).end.answer == 2
        await stream.say(audio=BLOCK)
        await eventually(lambda: served.vendor.heard_audio)
        assert len(of_kind(served.vendor, "response.create")) == 1


async def test_what_is_said_during_an_answer_is_answered_after_it(serve, phone, eventually):
    async with serve(RIG) as served:
        served.vendor.script = "long"
        stream = await opened(served, phone)
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        await stream.say(text=user("And that."))
        await eventually(lambda: len(served.vendor.texts()) == 2)
        assert len(of_kind(served.vendor, "response.create")) == 1
        served.vendor.script = ""
        await served.vendor.finish()
        assert (await answer(stream)).end.answer == 1
        assert (await answer(stream)).end.answer == 2


async def test_an_answer_refused_because_another_began_is_asked_for_after_that(serve, phone):
    async with serve(RIG) as served:
        vendor = served.vendor
        stream = await opened(served, phone)
        vendor.active = "resp_of_the_turn"
        await stream.say(text=user("Hello?"))
        await asyncio.sleep(0.1)
        vendor.active = ""
        vendor.script = "long"
        await vendor.begin()
        vendor.script = ""
        await vendor.done("completed", None)
        assert (await answer(stream)).end.answer == 1
        assert (await answer(stream)).text == "Hello there"


async def test_instructions_and_tools_change(serve, phone, eventually):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await stream.say(update={"instructions": "Hurry.", "tools": [TOOL | {"name": "end"}]})
        await eventually(lambda: len(of_kind(served.vendor, "session.update")) == 2)
        update = of_kind(served.vendor, "session.update")[1]["session"]
        assert sorted(update) == ["instructions", "tools", "type"]
        assert update["instructions"].startswith("Hurry.")
        assert update["tools"][0]["name"] == "end"


async def test_another_address_may_have_other_voices_and_no_key(serve, phone, monkeypatch):
    async with serve(RIG) as served:
        monkeypatch.delenv("VOICERA_OPENAI_API_KEY")
        stream = await talking(served, phone, voice="local")
        assert (await stream.hear()).DESCRIPTOR.name == "TalkReady"
        assert "authorization" not in served.vendor.requests[0].headers
        assert served.vendor.told()[0]["session"]["audio"]["output"]["voice"] == "local"


def test_usage_without_details_is_text():
    assert usage_of({"input_tokens": 5, "output_tokens": 3}).text_read == 5
    assert usage_of({}).text_written == 0
