"""People step into a call: they whisper to the agent, or talk in its place."""

import pytest

from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.interface import Expectation, HangUp, Listen, Say

from .fakes.dialogue import says
from .fakes.phone import Phone, phone_line
from .test_recording import spans

LONG = "This is a long sentence that takes quite a while to say."
OPERATOR = b"\x30" * 160


async def talk(phone: Phone, seconds: float) -> None:
    """Let the operator speak in frames of 20 ms, while the caller is silent."""
    for _ in range(round(seconds * 50)):
        phone.call.speak(OPERATOR)
        await phone.silence(0.02)


async def test_the_agent_stops_at_once_and_says_nothing_more():
    async with phone_line() as phone:
        phone.answers(says(LONG, LONG))
        phone.providers.texts = ["who is this"]
        await phone.dial(begin_s=1)
        await phone.call.operate("user_1")
        await phone.silence(0.3)
        assert len(phone.front.clears) == 1
        sent = len(phone.front.pieces)
        await phone.speak(1)
        await phone.silence(30)
        assert len(phone.front.pieces) == sent
        assert phone.dialogue.stimuli == [("begin", "")], "no answer, no prompt, no bridge"
        assert phone.records.of("operator_took_over")[0].user_id == "user_1"
        assert [said.text for said in phone.records.of("caller_said")] == ["who is this"]


async def test_the_operator_is_played_acknowledged_and_recorded_on_the_agents_track():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2)
        before = len(phone.front.pieces)
        await phone.call.operate("user_1")
        await talk(phone, 1.0)
        await phone.silence(0.5)
        pieces = phone.front.pieces[before:]
        assert b"".join(piece.audio for piece in pieces) == OPERATOR * 50
        assert phone.front.last_played == pieces[-1].sequence
        await phone.hang_up()
        await phone.clock.advance(1)
        assert spans(phone.records.agent, 0x30) == [
            (pytest.approx(2000, abs=30), pytest.approx(3000, abs=60))
        ]
        assert len(phone.records.of("agent_said")) == 1


async def test_what_an_operator_sends_faster_than_it_plays_is_dropped():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2)
        await phone.call.operate("user_1")
        before = len(phone.front.pieces)
        for _ in range(1000):
            phone.call.speak(OPERATOR)
        assert len(phone.front.pieces) - before <= 27


async def test_nobody_who_did_not_take_over_is_played():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2)
        before = len(phone.front.pieces)
        await talk(phone, 0.5)
        assert len(phone.front.pieces) == before


async def test_the_caller_does_not_silence_the_operator():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2)
        await phone.call.operate("user_1")
        for _ in range(50):
            phone.call.speak(OPERATOR)
            await phone.speak(0.02)
        assert phone.front.clears == []


async def test_handed_back_the_agent_knows_what_the_caller_said_and_goes_on():
    async with phone_line() as phone:
        phone.answers(says("Hello."), says("Where were we?"), says("Fine."))
        phone.providers.texts = ["my order is late", "number five", "yes"]
        await phone.dial(begin_s=2)
        await phone.call.operate("user_1")
        for _ in range(2):
            await phone.speak(0.6)
            await phone.silence(1.5)
        await phone.call.operate("")
        await phone.silence(2)
        assert phone.dialogue.overheard == [["my order is late", "number five"]]
        assert phone.dialogue.stimuli[-1] == ("resume", "")
        assert phone.spoken[-1] == "Where were we?"
        assert phone.records.of("operator_handed_back")[0].user_id == "user_1"
        await phone.speak(0.6)
        await phone.silence(2)
        assert phone.dialogue.stimuli[-1] == ("hear", "yes")


async def test_a_caller_who_speaks_when_it_is_handed_back_is_answered():
    async with phone_line() as phone:
        phone.answers(says("Hello."), says("Of course."))
        phone.providers.texts = ["one more thing"]
        await phone.dial(begin_s=2)
        await phone.call.operate("user_1")
        await phone.speak(0.5)
        await phone.call.operate("")
        await phone.speak(0.5)
        await phone.silence(2)
        assert phone.dialogue.stimuli[1:] == [("hear", "one more thing")]


async def test_taken_over_before_the_agent_began_it_begins_when_it_is_handed_back():
    async with phone_line() as phone:
        phone.answers([0.5, *says("Hello.")])
        await phone.dial()
        await phone.call.operate("user_1")
        await phone.silence(3)
        assert phone.spoken == []
        await phone.call.operate("")
        await phone.silence(2)
        assert phone.dialogue.stimuli[-1][0] in {"begin", "resume"}


async def test_a_goodbye_that_is_taken_over_does_not_end_the_call():
    async with phone_line() as phone:
        goodbye = [Say(LONG, "node", interruptible=False), HangUp(call_pb2.END_REASON_AGENT_HUNG_UP)]
        phone.answers(goodbye, says("Anything else?"))
        await phone.dial(begin_s=1)
        await phone.call.operate("user_1")
        await phone.silence(10)
        assert phone.front.hang_ups == []
        await phone.call.operate("")
        await phone.silence(3)
        assert phone.spoken[-1] == "Anything else?"


async def test_the_longest_duration_still_counts():
    async with phone_line() as phone:
        phone.spec.limits.max_duration_s = 10
        bye = [Say("Time is up.", "node"), HangUp(call_pb2.END_REASON_MAX_DURATION)]
        phone.answers(says("Hello."), bye)
        await phone.dial(begin_s=2)
        await phone.call.operate("user_1")
        await phone.silence(10)
        assert phone.dialogue.stimuli[-1] == ("run_out", "")
        assert phone.front.hang_ups == [call_pb2.END_REASON_MAX_DURATION]
        assert len(phone.records.of("operator_handed_back")) == 1


async def test_a_whisper_is_said_word_for_word_as_soon_as_nobody_speaks():
    async with phone_line() as phone:
        phone.answers(says(LONG), says("Fine."))
        phone.providers.texts = ["yes"]
        await phone.dial(begin_s=1)
        await phone.call.whisper("We close at six.", "user_1", say=True)
        await phone.silence(1)
        assert ("say", "We close at six.") not in phone.dialogue.stimuli
        await phone.silence(4)
        assert phone.spoken == [LONG, "We close at six."]
        whispered = phone.records.of("operator_whispered")[0]
        assert (whispered.user_id, whispered.text, whispered.say) == ("user_1", "We close at six.", True)
        await phone.speak(0.5)
        await phone.call.whisper("Wait.", "user_1", say=True)
        await phone.speak(0.5)
        assert phone.spoken == [LONG, "We close at six."]
        await phone.silence(4)
        assert set(phone.spoken[2:]) == {"Wait.", "Fine."}


async def test_an_instruction_is_for_the_model_and_not_for_the_caller():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2)
        await phone.call.whisper("Offer a refund.", "user_1", say=False)
        await phone.silence(2)
        assert phone.dialogue.instructions == ["Offer a refund."]
        assert phone.spoken == ["Hello."]
        assert not phone.records.of("operator_whispered")[0].say


async def test_keys_pressed_for_the_operator_are_noted_and_answered_by_nobody():
    async with phone_line() as phone:
        phone.answers(says("Key?", listen=Listen(Expectation(takes_digits=True), digit_timeout_ms=500)))
        await phone.dial(begin_s=0.5)
        await phone.call.operate("user_1")
        await phone.call.press("5")
        await phone.silence(3)
        assert [key.digit for key in phone.records.of("key_pressed")] == ["5"]
        assert phone.dialogue.stimuli == [("begin", "")]


async def test_media_that_comes_back_to_an_operator_starts_no_prompt():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2)
        await phone.call.operate("user_1")
        await phone.call.media_lost(phone.front.last_played)
        phone.call.speak(OPERATOR)
        await phone.silence(1)
        await phone.call.media_resumed()
        await phone.silence(30)
        assert phone.dialogue.stimuli == [("begin", "")]


async def test_an_operator_who_hands_the_caller_over_is_on_record():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2)
        phone.call.transferred("+919800000001", "user_1")
        phone.call.leave(call_pb2.END_REASON_TRANSFERRED)
        await phone.clock.advance(1)
        (started,) = phone.records.of("transfer_started")
        assert (started.to, started.user_id) == ("+919800000001", "user_1")
        assert phone.records.of("ended")[0].reason == call_pb2.END_REASON_TRANSFERRED
