"""The caller interrupts the agent."""

import pytest

from voicera_voice.dialogue.interface import Expectation, Listen, Say

from .fakes.dialogue import says
from .fakes.phone import Phone, phone_line

LONG = "This is a long sentence that takes quite a while to say."


async def interrupted_call(phone: Phone, *, after: float = 1.0, speech: float = 0.5) -> None:
    phone.providers.texts = ["stop"]
    await phone.dial(begin_s=after)
    await phone.speak(speech)
    await phone.silence(1.5)


async def test_the_agent_falls_silent():
    async with phone_line() as phone:
        phone.answers(says(LONG), says("Yes?"))
        await interrupted_call(phone)
        ((_, cleared_at),) = phone.front.clears
        assert cleared_at - 1.0 <= 0.17
        assert phone.providers.synthesizers[0].cancels == 0  # it had said everything already
        assert phone.dialogue.stimuli[-1] == ("hear", "stop")


async def test_only_what_was_heard_is_kept():
    async with phone_line() as phone:
        phone.providers.word_times = True
        phone.answers(says(LONG), says("Yes?"))
        await interrupted_call(phone)
        said = phone.records.of("agent_said")[0]
        assert said.interrupted
        assert said.intended_text == LONG
        assert said.text == "This is a long"  # 1.1 s at 50 ms a character: "sentence" ends at 1.15 s
        assert phone.dialogue.heard == [said.text]


async def test_without_word_times_the_share_of_characters_tells():
    async with phone_line() as phone:
        phone.answers(says(LONG), says("Yes?"))
        await interrupted_call(phone)
        assert phone.records.of("agent_said")[0].text == "This is a long"


async def test_the_interruption_is_timed():
    async with phone_line() as phone:
        phone.answers(says(LONG), says("Yes?"))
        await interrupted_call(phone)
        (barged,) = phone.records.of("barged_in")
        assert barged.speech_start_ms == pytest.approx(1000, abs=40)
        assert barged.silent_after_ms <= 220


async def test_nothing_is_sent_between_clear_and_cleared():
    async with phone_line() as phone:
        phone.front.clear_delay_s = 0.9
        phone.answers(says(LONG), says("Yes?"))
        await interrupted_call(phone)
        ((_, cleared_at),) = phone.front.clears
        assert not [piece for piece in phone.front.pieces if cleared_at < piece.sent_at < cleared_at + 0.9]
        assert phone.front.pieces[-1].sent_at >= cleared_at + 0.9


async def test_a_front_that_never_answers_clear_holds_the_agent_for_a_second():
    async with phone_line() as phone:
        phone.front.answers_clear = False
        phone.answers(says(LONG), says("Yes?"))
        await interrupted_call(phone)
        ((_, cleared_at),) = phone.front.clears
        after = [piece.sent_at for piece in phone.front.pieces if piece.sent_at > cleared_at]
        assert after[0] >= cleared_at + 0.99
        assert phone.records.of("agent_said")[0].text == "This is a long"


async def test_a_front_without_reports_is_believed_by_the_clock():
    async with phone_line() as phone:
        phone.front.reports = False
        phone.front.answers_clear = False
        phone.answers(says(LONG), says("Yes?"))
        await interrupted_call(phone)
        assert phone.records.of("agent_said")[0].text == "This is a long"


async def test_a_short_noise_is_ignored():
    async with phone_line() as phone:
        phone.answers(says(LONG))
        await phone.dial(begin_s=1.0)
        await phone.speak(0.04)
        await phone.silence(3.0)
        assert not phone.front.clears
        assert phone.spoken == [LONG]
        assert phone.dialogue.stimuli == [("begin", "")]


async def test_words_during_a_legal_notice_are_kept_for_later():
    async with phone_line() as phone:
        phone.providers.texts = ["hello"]
        notice = "This call is recorded for quality."
        phone.answers(
            [
                Say(notice, "notice", interruptible=False),
                Say("How can I help?", "ask"),
                Listen(Expectation()),
            ],
            says("Yes."),
        )
        await phone.dial(begin_s=0.5)
        await phone.speak(0.4)
        await phone.silence(1.0)
        assert not phone.front.clears
        assert phone.dialogue.stimuli == [("begin", "")]
        await phone.silence(2.0)
        assert phone.spoken[0] == f"{notice} How can I help?"
        assert phone.dialogue.stimuli[1] == ("hear", "hello")


async def test_a_caller_who_talks_through_a_notice_interrupts_what_follows():
    async with phone_line() as phone:
        phone.providers.texts = ["hello"]
        phone.answers(
            [Say("Recorded call.", "notice", interruptible=False), Say(LONG, "ask"), Listen(Expectation())],
            says("Yes."),
        )
        await phone.dial(begin_s=0.3)
        await phone.speak(1.5)
        await phone.silence(2.0)
        assert len(phone.front.clears) == 1
        assert phone.spoken[0].startswith("Recorded call.")
        assert phone.spoken[0] != f"Recorded call. {LONG}"
        assert phone.dialogue.stimuli[1] == ("hear", "hello")


async def test_an_agent_that_always_finishes_does():
    async with phone_line() as phone:
        phone.spec.turn_taking.barge_in_disabled = True
        phone.answers(says(LONG), says("Yes?"))
        await interrupted_call(phone)
        assert not phone.front.clears
        await phone.silence(1.5)
        assert phone.spoken[0] == LONG
        assert phone.dialogue.stimuli[1] == ("hear", "stop")


async def test_an_answer_being_prepared_is_dropped_when_the_caller_goes_on():
    async with phone_line() as phone:
        phone.providers.texts = ["I want", "a cleaning"]
        phone.answers(says("Hi."), [2.0, *says("Never said.")], says("Fine."))
        await phone.dial(begin_s=0.6)
        await phone.speak(0.5)
        await phone.silence(1.2)
        await phone.speak(0.5)
        await phone.silence(2.0)
        assert phone.dialogue.stimuli[1:] == [("hear", "I want"), ("hear", "a cleaning")]
        assert phone.dialogue.heard == [""]
        assert phone.spoken == ["Hi.", "Fine."]
        assert not phone.front.clears


async def test_hello_into_the_greeting_does_not_silence_it():
    async with phone_line() as phone:
        phone.providers.texts = ["hello"]
        phone.providers.synthesizer_s = 0.4
        phone.answers(says("Good morning, this is the clinic."), says("How can I help?"))
        await phone.dial()
        await phone.speak(0.5)
        await phone.silence(2.5)
        assert phone.spoken[0] == "Good morning, this is the clinic."
        assert phone.dialogue.stimuli == [("begin", ""), ("hear", "hello")]


async def test_a_key_interrupts_when_keys_count():
    async with phone_line() as phone:
        keys = Listen(Expectation(takes_digits=True))
        phone.answers(says(LONG, listen=keys), says("Thank you."))
        await phone.dial(begin_s=1.0)
        await phone.call.press("5")
        await phone.silence(2.0)
        assert len(phone.front.clears) == 1
        assert phone.dialogue.stimuli[1] == ("press", "5")
        assert not phone.records.of("barged_in")


async def test_a_key_waits_when_keys_do_not_count():
    async with phone_line() as phone:
        phone.answers(says(LONG))
        await phone.dial(begin_s=1.0)
        await phone.call.press("5")
        await phone.silence(1.0)
        assert phone.dialogue.stimuli == [("begin", "")]
        await phone.silence(1.5)
        assert phone.spoken == [LONG]
        assert phone.dialogue.stimuli[1] == ("press", "5")


async def test_the_recording_keeps_only_what_was_heard():
    async with phone_line() as phone:
        phone.answers(says(LONG))
        await interrupted_call(phone)
        await phone.silence(3)
        await phone.hang_up()
        await phone.clock.advance(1)
        said = phone.records.of("agent_said")[0]
        audible = [at for at, code in enumerate(phone.records.agent) if code != 0xFF]
        assert audible[0] / 8 == pytest.approx(said.start_ms, abs=30)
        assert audible[-1] / 8 <= (phone.front.clears[0][1] + phone.front.clear_delay_s) * 1000
