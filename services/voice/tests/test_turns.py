"""When the caller's turn begins and ends."""

import pytest

from voicera.agents.v1 import spec_pb2
from voicera_voice.providers.interface import Finalize, SpeechStarted

from .fakes.dialogue import says
from .fakes.phone import PCM_16K, Phone, phone_line


async def answered_after(phone: Phone, *, speech: float = 0.6, patience: float = 4.0) -> float:
    """Return the seconds from the end of the caller's speech to the agent's answer."""
    phone.answers(says("Hi."), says("Yes."))
    phone.providers.texts = phone.providers.texts or ["hello"]
    await phone.dial(begin_s=1.0)
    await phone.speak(speech)
    ended_at = phone.clock.monotonic()
    await phone.silence(patience)
    return phone.front.pieces[-1].sent_at - ended_at


async def test_a_pause_of_600_ms_ends_a_turn():
    async with phone_line() as phone:
        assert await answered_after(phone) == pytest.approx(0.63, abs=0.06)


@pytest.mark.parametrize("wait_ms", [200, 1000, 2500])
async def test_wait_ms_reaches_the_turn(wait_ms):
    async with phone_line() as phone:
        phone.spec.turn_taking.wait_ms = wait_ms
        assert await answered_after(phone) == pytest.approx(wait_ms / 1000 + 0.03, abs=0.07)


async def test_speech_start_ms_reaches_the_detector():
    async with phone_line() as phone:
        phone.spec.turn_taking.speech_start_ms = 500
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(0.4)
        await phone.silence(1.5)
        assert phone.dialogue.stimuli == [("begin", "")]
        await phone.speak(0.6)
        await phone.silence(1.5)
        assert len(phone.dialogue.stimuli) == 2


async def test_a_pause_within_the_wait_does_not_end_the_turn():
    async with phone_line() as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["I want", "a cleaning"]
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(0.5)
        await phone.speak(0.5)
        await phone.silence(1.5)
        assert phone.dialogue.stimuli == [("begin", ""), ("hear", "I want a cleaning")]
        (said,) = phone.records.of("caller_said")
        assert said.end_ms - said.start_ms == pytest.approx(1500, abs=60)


async def test_the_transcript_is_asked_for_before_the_turn_is_over():
    async with phone_line() as phone:
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(0.5)
        assert phone.providers.recognizers[0].marks == [SpeechStarted(), Finalize(1)]
        assert len(phone.dialogue.stimuli) == 1


async def test_a_turn_taken_up_again_before_its_transcript_came_stays_one_turn():
    async with phone_line() as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["I want", "a cleaning"]
        phone.providers.recognizer_s = 0.5
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(0.7)
        await phone.speak(0.5)
        await phone.silence(2)
        assert phone.dialogue.stimuli[1:] == [("hear", "I want a cleaning")]
        assert [said.turn for said in phone.records.of("caller_said")] == [1]


async def test_a_finished_sentence_ends_the_turn_at_once():
    async with phone_line() as phone:
        phone.spec.turn_taking.end_of_turn = spec_pb2.END_OF_TURN_SMART_TURN
        assert await answered_after(phone) == pytest.approx(0.3, abs=0.06)
        assert phone.judge.heard[0] == pytest.approx((0.5 + 0.6 + 0.25) * 8000, abs=600)


async def test_an_unfinished_sentence_ends_the_turn_after_the_wait():
    async with phone_line() as phone:
        phone.spec.turn_taking.end_of_turn = spec_pb2.END_OF_TURN_SMART_TURN
        phone.spec.turn_taking.wait_ms = 2000
        phone.judge.finished = False
        assert await answered_after(phone) == pytest.approx(2.03, abs=0.06)


async def test_a_judge_that_does_not_answer_is_given_up_before_the_wait_is_over():
    async with phone_line() as phone:
        phone.spec.turn_taking.end_of_turn = spec_pb2.END_OF_TURN_SMART_TURN
        phone.spec.turn_taking.wait_ms = 1000
        phone.judge.hangs = True
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        await phone.speak(0.6)
        await phone.silence(0.98)
        assert (phone.judge.given_up, len(phone.dialogue.stimuli)) == (1, 1)
        await phone.silence(1.0)
        assert phone.dialogue.stimuli[1:] == [("hear", "hello")]


async def test_a_caller_whose_frames_stop_in_the_middle_of_a_word_has_spoken():
    async with phone_line() as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.mute(2.5)
        assert phone.dialogue.stimuli[1:] == [("hear", "hello")]


async def test_the_recognizer_gets_every_sample_in_blocks_of_100_ms():
    async with phone_line() as phone:
        phone.answers(says("Hi."))
        await phone.dial(begin_s=0.5)
        await phone.speak(0.5)
        await phone.silence(1.0)
        blocks = [item for item in phone.providers.recognizers[0].received if isinstance(item, bytes)]
        assert 2 * 8000 - len(b"".join(blocks)) < 800
        assert len(blocks) <= 23


async def test_browser_audio_goes_to_the_recognizer_as_it_is():
    async with phone_line(PCM_16K) as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(1.5)
        recognizer = phone.providers.recognizers[0]
        assert recognizer.opened["form"] == PCM_16K
        assert 3 * 32000 - len(recognizer.audio) < 3200
        assert phone.dialogue.stimuli[1:] == [("hear", "hello")]


async def test_nothing_understood_is_an_empty_turn():
    async with phone_line() as phone:
        phone.providers.texts = [""]
        assert await answered_after(phone) < 1
        assert phone.dialogue.stimuli[1] == ("hear", "")
