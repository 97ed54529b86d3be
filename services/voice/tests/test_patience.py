"""Silence, keys that stop coming, and calls that last too long."""

import pytest

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.build import build_dialogue
from voicera_voice.dialogue.interface import Expectation, HangUp, Listen, Say

from .dialogue.talk import FACTS, agent, end, to
from .fakes.dialogue import says
from .fakes.phone import Phone, phone_line


def asks(phone: Phone, **silence: object) -> None:
    """Let a real dialogue ask something that is not answered by keys."""
    question = {"id": "name", "ask": {"prompt": "Name?", "maxAttempts": 9}, "edges": [to("end")]}
    phone.spec.MergeFrom(agent([question, end()], silence={"promptAfterMs": 1000, **silence}))
    phone.dialogue = build_dialogue(phone.spec, {}, None, FACTS)


def counts(phone: Phone) -> list[int]:
    return [prompt.count for prompt in phone.records.of("silence_prompted")]


async def test_a_silent_caller_is_prompted_after_the_agents_last_word_was_played():
    async with phone_line() as phone:
        phone.answers(says("Hello there."), says("Are you still there?"))
        await phone.dial()
        await phone.silence(8.4)
        assert len(phone.dialogue.stimuli) == 1
        await phone.silence(0.4)
        assert phone.dialogue.stimuli[1] == ("stay_silent", "")


async def test_a_caller_who_stays_silent_is_prompted_so_many_times_and_then_left():
    async with phone_line() as phone:
        asks(phone, prompts=["One?", "Two?", "Three?"], maxPrompts=3, farewell="Bye.")
        await phone.dial()
        await phone.silence(8)
        assert counts(phone) == [1, 2, 3]
        assert phone.spoken == ["Name?", "One?", "Two?", "Three?", "Bye."]
        assert phone.front.hang_ups == [call_pb2.END_REASON_CALLER_SILENT]


async def test_speaking_starts_the_count_again():
    async with phone_line() as phone:
        asks(phone, prompts=["One?", "Two?"])
        await phone.dial()
        await phone.silence(2.0)
        await phone.speak(0.5)
        await phone.silence(3.0)
        assert counts(phone) == [1, 1]
        assert phone.spoken == ["Name?", "One?", "Name?", "One?"]


async def test_a_key_starts_the_count_again_even_where_keys_do_not_count():
    async with phone_line() as phone:
        asks(phone, prompts=["One?", "Two?"])
        await phone.dial()
        await phone.silence(3.1)
        assert counts(phone) == [1, 2]
        await phone.call.press("5")
        await phone.silence(3.0)
        assert counts(phone) == [1, 2, 1, 2]
        assert phone.spoken == ["Name?", "One?", "Two?", "One?", "Two?"]
        assert not phone.front.hang_ups


async def test_a_pause_between_keys_is_told():
    async with phone_line() as phone:
        keys = Listen(Expectation(takes_digits=True), digit_timeout_ms=2000)
        phone.answers(
            says("Number?", listen=Listen(Expectation(takes_digits=True))), [keys], [keys], says("Thanks.")
        )
        await phone.dial(begin_s=1.0)
        await phone.call.press("1")
        await phone.silence(1.5)
        await phone.call.press("2")
        await phone.silence(1.5)
        assert phone.dialogue.stimuli == [("begin", ""), ("press", "1"), ("press", "2")]
        await phone.silence(1.0)
        assert phone.dialogue.stimuli[-1] == ("digits_timed_out", "")
        assert [key.digit for key in phone.records.of("key_pressed")] == ["1", "2"]


async def test_the_longest_duration_ends_the_call_with_a_farewell():
    async with phone_line() as phone:
        phone.spec.limits.max_duration_s = 10
        phone.answers(
            says("Hi."),
            says("A very long answer, " * 20),
            [Say("Time is up.", "bye"), HangUp(call_pb2.END_REASON_MAX_DURATION)],
        )
        await phone.dial(begin_s=6)
        await phone.speak(0.5)
        await phone.silence(5.5)
        assert phone.dialogue.stimuli[-1] == ("run_out", "")
        assert phone.front.hang_ups == [call_pb2.END_REASON_MAX_DURATION]
        assert phone.spoken[-1] == "Time is up."


async def test_the_farewell_is_not_interrupted():
    async with phone_line() as phone:
        phone.answers([
            Say("Goodbye and thank you for calling.", "bye"),
            HangUp(call_pb2.END_REASON_AGENT_HUNG_UP),
        ])
        await phone.dial(begin_s=0.5)
        await phone.speak(0.5)
        await phone.silence(1.5)
        assert not phone.front.clears
        assert phone.front.hang_ups


async def test_a_caller_who_speaks_is_not_prompted():
    async with phone_line() as phone:
        phone.spec.silence.prompt_after_ms = 1000
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(4.0)
        await phone.silence(0.4)
        assert phone.dialogue.stimuli == [("begin", "")]


async def test_turns_are_measured():
    async with phone_line() as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(1.5)
        (measured,) = phone.records.of("turn_measured")
        assert measured.turn == 1
        assert measured.turn_ended_ms == pytest.approx(600, abs=1)
        assert measured.configured_wait_ms == 600
        assert measured.transcript_ms == pytest.approx(430, abs=40)
        assert measured.recognizer_ms == 0  # it was ready before the turn was over
        assert measured.synthesizer_ms == 30
        assert measured.first_byte_ms == pytest.approx(630, abs=5)
        assert measured.platform_ms == pytest.approx(0, abs=5)


async def test_judging_the_end_of_a_turn_is_the_platforms_time():
    async with phone_line() as phone:
        phone.spec.turn_taking.end_of_turn = spec_pb2.END_OF_TURN_SMART_TURN
        phone.judge.takes_s = 0.2
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(1.5)
        (measured,) = phone.records.of("turn_measured")
        assert measured.configured_wait_ms == 250
        assert measured.turn_ended_ms == pytest.approx(450, abs=40)
        assert measured.first_byte_ms == pytest.approx(480, abs=45)
        assert measured.platform_ms == pytest.approx(200, abs=45)
        assert measured.platform_ms == pytest.approx(measured.first_byte_ms - 250 - 30, abs=1)


async def test_a_slow_recognizer_is_told_from_the_platform():
    async with phone_line() as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.recognizer_s = 0.5
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(2)
        (measured,) = phone.records.of("turn_measured")
        assert measured.recognizer_ms == pytest.approx(300, abs=40)
        assert measured.platform_ms == pytest.approx(0, abs=5)


async def test_a_turn_held_back_by_a_sentence_that_must_be_heard_is_not_measured():
    async with phone_line() as phone:
        long = "This is a long notice that everybody has to hear to its very end."
        phone.answers(says("Hi."), says(long, interruptible=False), says("Yes."), says("No."))
        phone.providers.texts = ["hello", "may I", "well"]
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(1.2)
        await phone.speak(0.5)
        await phone.silence(4.5)
        await phone.speak(0.5)
        await phone.silence(1.5)
        assert phone.dialogue.stimuli[1:] == [("hear", "hello"), ("hear", "may I"), ("hear", "well")]
        measured = phone.records.of("turn_measured")
        assert [each.turn for each in measured] == [1, 3]
        assert max(each.platform_ms for each in measured) < 50
