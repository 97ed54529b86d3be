"""What is Google's own about its realtime models."""

import asyncio
import json

import pytest

from voicera.ai.v1 import realtime_service_pb2 as rt
from voicera.ai.v1.language_model_service_pb2 import MESSAGE_ROLE_SYSTEM
from voicera_adapters.net import KEY_REJECTED
from voicera_kit.errors import DeadlineExceeded, InvalidArgument, ResourceExhausted, ServiceError, Unavailable

from .rigs.gemini_realtime import RIG, Gemini
from .test_realtime import BLOCK, TOOL, answer, talking, until, user


async def opened(served, phone, **changes):
    stream = await talking(served, phone, **changes)
    await stream.hear()
    return stream


async def refused(stream) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await stream.hear_all()
    return caught.value


async def settle(served, stream):
    """Answer once, after which the session can be gone on with elsewhere."""
    await stream.say(text=user("Hello?"))
    told = await answer(stream)
    await served.vendor.resumable()
    return told


async def test_what_was_said_before_is_not_answered(serve, phone):
    past = [user("Hello."), {"role": 3, "text": "Good day."}]
    async with serve(RIG) as served:
        stream = await opened(served, phone, messages=past)
        await stream.say(text=user("Who are you?"))
        assert (await answer(stream)).end.answer == 1
        setup, history, *_ = served.vendor.told()
        assert setup["setup"]["historyConfig"] == {"initialHistoryInClientContent": True}
        assert history["clientContent"]["turnComplete"] is True
        assert [each["role"] for each in history["clientContent"]["turns"]] == ["user", "model"]


@pytest.mark.parametrize(
    ("model", "behavior"),
    [
        ("gemini-3.8-live", "BLOCKING"),
        ("gemini-3.1-flash-live-preview", None),
        ("gemini-3.8-live-thinking", None),
    ],
)
async def test_models_that_would_talk_over_their_tools_are_told_to_wait(serve, phone, model, behavior):
    async with serve(RIG) as served:
        await opened(served, phone, model=model)
        (declared,) = served.vendor.setups[0]["tools"][0]["functionDeclarations"]
        assert declared.get("behavior") == behavior
        assert served.vendor.setups[0]["model"] == f"models/{model}"


async def test_the_caller_is_transcribed_to_the_end_of_the_turn(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        vendor = served.vendor
        await vendor.content(inputTranscription={"text": " Hel"})
        await vendor.content(modelTurn={"parts": []}, outputTranscription={"text": "Yes"})
        await vendor.content(inputTranscription={"text": "lo"})
        await vendor.content(generationComplete=True)
        await vendor.content(turnComplete=True)
        assert (await answer(stream)).heard == [("Hel", False), ("Hello", False), ("Hello", True)]
        await vendor.content(inputTranscription={"text": "Bye", "finished": True})
        assert (await until(stream, "CallerTranscript")).final is False
        assert (await until(stream, "CallerTranscript")).final is True


async def test_voice_activity_is_told_where_the_vendor_says(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.tell(voiceActivity={"voiceActivityType": "ACTIVITY_START"})
        await served.vendor.tell(serverContent={"interrupted": True})
        await served.vendor.tell(voiceActivity={"voiceActivityType": "ACTIVITY_END"})
        await served.vendor.answer()
        assert (await answer(stream)).order[:2] == ["CallerStarted", "CallerStopped"]


async def test_how_much_was_heard_is_nothing_it_takes(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await settle(served, stream)
        before = len(served.vendor.messages)
        await stream.say(played={"answer": 1, "played_ms": 100})
        await stream.say(text=user("Hello?"))
        await answer(stream)
        assert len(served.vendor.messages) == before + 1


async def test_an_instruction_is_told_from_what_the_caller_typed(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await stream.say(text=user("Hello?"))
        await answer(stream)
        await stream.say(text={"role": MESSAGE_ROLE_SYSTEM, "text": "Be quick."})
        await answer(stream)
        typed, instruction = served.vendor.texts()
    assert typed == "Hello?"
    assert instruction == "[An instruction to you, which the caller did not say:]\nBe quick."


async def test_an_answer_that_was_asked_for_can_be_stopped_before_it_begins(serve, phone, eventually):
    class Slow(Gemini):
        async def answer(self):
            if len(self.texts()) > 1:
                await super().answer()

    async with serve(RIG) as served:
        served.vendor.__class__ = Slow
        stream = await opened(served, phone)
        await stream.say(text=user("Tell me everything."))
        await stream.say(interrupt={})
        told = await answer(stream)
        assert (told.order, told.end.outcome) == (["AnswerEnd"], rt.ANSWER_OUTCOME_INTERRUPTED)
        await eventually(served.vendor.texts)
        await served.vendor.late()
        await served.vendor.content(turnComplete=True)
        await stream.say(text=user("Briefly."))
        assert (await answer(stream)).text == "Hello there"


async def test_a_text_after_a_stopped_answer_is_still_owed_an_answer(serve, phone, eventually):
    class Silent(Gemini):
        async def answer(self):
            pass

    async with serve(RIG) as served, asyncio.timeout(8):
        served.vendor.__class__ = Silent
        stream = await opened(served, phone)
        await stream.say(text=user("Tell me everything."))
        await stream.say(interrupt={})
        await answer(stream)
        await stream.say(text=user("Briefly."))
        await eventually(lambda: len(served.vendor.texts()) == 2)
        await served.vendor.content(interrupted=True, turnComplete=True)
        assert isinstance(await refused(stream), DeadlineExceeded)


async def test_a_new_answer_begins_even_if_the_end_of_the_interrupted_one_never_comes(
    serve, phone, monkeypatch
):
    monkeypatch.setattr("voicera_adapters.vendors.gemini.turns._LATE_S", 0.0)
    async with serve(RIG) as served:
        vendor = served.vendor
        vendor.script = "long"
        stream = await opened(served, phone)
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        await vendor.content(interrupted=True)
        await until(stream, "CallerStarted")
        vendor.script = ""
        await vendor.answer()
        assert (await answer(stream)).end.outcome == rt.ANSWER_OUTCOME_INTERRUPTED
        told = await answer(stream)
        assert (told.end.answer, told.text) == (2, "Hello there")


async def test_an_end_that_waits_for_playback_is_not_too_late(serve, phone):
    async with serve(RIG, vendor_answer_s=0.3) as served:
        vendor = served.vendor
        vendor.script = "long"
        stream = await opened(served, phone)
        await stream.say(text=user("Hello?"))
        await until(stream, "AnswerAudio")
        await vendor.content(generationComplete=True)
        await vendor.content(outputTranscription={"text": "."})
        for _ in range(8):
            await stream.say(audio=BLOCK)
            await asyncio.sleep(0.1)
        await vendor.end()
        assert (await answer(stream)).end.outcome == rt.ANSWER_OUTCOME_COMPLETED


async def test_a_call_that_was_taken_back_has_no_use_for_its_result(serve, phone, eventually):
    async with serve(RIG) as served:
        served.vendor.script = "call"
        stream = await opened(served, phone)
        await stream.say(text=user("Book it."))
        await answer(stream)
        await served.vendor.tell(toolCallCancellation={"ids": ["call_1"]})
        served.vendor.waiting -= 1
        await served.vendor.content(inputTranscription={"text": "No"})
        await until(stream, "CallerTranscript")
        for call in ("call_1", "call_2"):
            await stream.say(tool_result={"tool_call_id": call, "result_json": '"done"'})
        await answer(stream)
        assert served.vendor.results() == [{"output": "done"}]


async def test_other_instructions_begin_another_connection_of_the_same_session(serve, phone, eventually):
    async with serve(RIG) as served:
        vendor = served.vendor
        stream = await opened(served, phone, messages=[user("Hello.")])
        await settle(served, stream)
        for _ in range(5):
            await stream.say(audio=BLOCK)
        await eventually(lambda: len(vendor.heard_audio) > 12_000)
        sent = len(vendor.heard_audio)
        await stream.say(update={"instructions": "Hurry.", "tools": [TOOL | {"name": "end"}]})
        await eventually(lambda: len(vendor.setups) == 2)
        first, second = vendor.setups
        assert first["sessionResumption"] == {}
        assert second["sessionResumption"] == {"handle": "handle_1"}
        assert second["systemInstruction"]["parts"][0]["text"].startswith("Hurry.")
        assert second["tools"][0]["functionDeclarations"][0]["name"] == "end"
        assert "historyConfig" not in second
        assert sum("clientContent" in each for each in vendor.told()) == 1
        await eventually(lambda: vendor.left == 1)
        assert len(vendor.heard_audio) == 2 * sent, "what was heard since is heard again"
        await stream.say(text=user("And now?"))
        told = await answer(stream)
        assert (told.end.answer, told.text) == (2, "Hello there")


async def test_other_instructions_wait_for_the_end_of_what_is_under_way(serve, phone, eventually):
    async with serve(RIG) as served:
        vendor = served.vendor
        vendor.script = "call"
        stream = await opened(served, phone)
        await vendor.resumable()
        await stream.say(text=user("Book it."))
        await answer(stream)
        await stream.say(update={"instructions": "Hurry."})
        for call in ("call_1", "call_2"):
            await stream.say(tool_result={"tool_call_id": call, "result_json": "{}"})
        assert (await answer(stream)).end.answer == 2
        assert len(vendor.setups) == 1
        await vendor.resumable()
        await eventually(lambda: len(vendor.setups) == 2)
        assert vendor.setups[1]["sessionResumption"] == {"handle": "handle_2"}


async def test_a_session_does_not_go_on_from_before_its_last_turn(serve, phone, eventually):
    async with serve(RIG) as served:
        vendor = served.vendor
        vendor.script = "long"
        stream = await opened(served, phone)
        await vendor.resumable()
        await vendor.caller_stops()
        await until(stream, "AnswerAudio")
        await stream.say(update={"instructions": "Hurry."})
        await vendor.finish()
        await answer(stream)
        await vendor.content(inputTranscription={"text": "And"})
        await until(stream, "CallerTranscript")
        assert len(vendor.setups) == 1
        await vendor.resumable()
        await eventually(lambda: len(vendor.setups) == 2)


async def test_a_connection_that_is_about_to_end_is_replaced(serve, phone, eventually):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.tell(goAway={"timeLeft": "50s"})
        await settle(served, stream)
        await eventually(lambda: len(served.vendor.setups) == 2)
        assert (await settle(served, stream)).end.answer == 2


async def test_a_connection_that_ends_in_an_answer_goes_on_where_it_last_could(serve, phone, eventually):
    async with serve(RIG) as served:
        vendor = served.vendor
        stream = await opened(served, phone)
        await settle(served, stream)
        vendor.script = "long"
        await stream.say(text=user("Tell me everything."))
        await until(stream, "AnswerAudio")
        await vendor.tell(goAway={"timeLeft": "0s"})
        await vendor.line.close()
        told = await answer(stream)
        assert (told.end.answer, told.end.outcome) == (2, rt.ANSWER_OUTCOME_INTERRUPTED)
        await eventually(lambda: len(vendor.setups) == 2)
        vendor.script = ""
        assert (await settle(served, stream)).end.answer == 3


async def test_a_connection_that_ends_without_warning_is_gone(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await settle(served, stream)
        await served.vendor.line.close()
        assert isinstance(await refused(stream), Unavailable)


CLOSES = [
    (1007, "API key not valid. Please pass a valid API key.", KEY_REJECTED, None),
    (1008, "Permission denied for secret", KEY_REJECTED, None),
    (1007, "Request contains an invalid argument.", "INVALID_ARGUMENT", "config.settings"),
    (1008, "models/x is not found for API version v1beta", "INVALID_ARGUMENT", "config.model"),
    (1011, "You exceeded your current quota", "RESOURCE_EXHAUSTED", None),
    (1011, "quota: check your plan and billing details", "PROVIDER_QUOTA_EXHAUSTED", None),
    (1011, "Internal error occurred.", "UNAVAILABLE", None),
    (1000, "", "PROVIDER_ANSWER_INVALID", None),
]


@pytest.mark.parametrize(("code", "words", "reason", "field"), CLOSES)
async def test_why_a_session_was_not_set_up(serve, phone, code, words, reason, field):
    class Closing(Gemini):
        async def heard(self, socket, message):
            assert "setup" in json.loads(message)
            await socket.close(code=code, message=words.encode())

    async with serve(RIG) as served:
        served.vendor.__class__ = Closing
        failure = await refused(await talking(served, phone))
        assert failure.reason == reason
        assert "secret" not in str(failure)
        if field:
            assert isinstance(failure, InvalidArgument)
            assert failure.violations[0].field == field


async def test_a_quota_that_runs_out_in_the_middle_is_told(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.line.close(code=1011, message=b"RESOURCE_EXHAUSTED")
        assert isinstance(await refused(stream), ResourceExhausted)


async def test_what_was_withheld_is_told(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        await served.vendor.content(turnComplete=True, turnCompleteReason="PROHIBITED_INPUT_CONTENT")
        assert (await answer(stream)).end.outcome == rt.ANSWER_OUTCOME_CONTENT_FILTER


async def test_audio_in_another_format_is_not_understood(serve, phone):
    async with serve(RIG) as served:
        stream = await opened(served, phone)
        data = {"mimeType": "audio/pcm;rate=48000", "data": "AAAA"}
        await served.vendor.content(modelTurn={"parts": [{"inlineData": data}]})
        assert (await refused(stream)).reason == "PROVIDER_ANSWER_INVALID"


async def test_a_temperature_reaches_the_vendor(serve, phone):
    async with serve(RIG) as served:
        await opened(served, phone, temperature=0.5)
        assert served.vendor.setups[0]["generationConfig"]["temperature"] == 0.5
