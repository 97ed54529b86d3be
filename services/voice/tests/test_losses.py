"""The archive or the media connection is away; the call goes on, and what can be made up for is."""

import pytest

from voicera.media.v1 import call_pb2
from voicera_kit.errors import FailedPrecondition, NotFound
from voicera_voice.dialogue.interface import HangUp, Say

from .fakes.dialogue import says
from .fakes.phone import phone_line


async def test_audio_lost_with_the_connection_is_said_again():
    async with phone_line() as phone:
        phone.answers(says("First sentence.", "Second sentence."))
        await phone.dial(begin_s=1.0)
        last_played = phone.front.last_played
        phone.front.drop()
        await phone.call.media_lost(last_played)
        sent = len(phone.front.pieces)
        await phone.mute(3.0)
        assert len(phone.front.pieces) == sent
        await phone.call.media_resumed()
        await phone.silence(2.0)
        again = sum(piece.audio.count(b"\x20") for piece in phone.front.pieces[sent:]) / 8
        assert again == 16 * 50  # the second sentence from its beginning
        assert phone.spoken == ["First sentence. Second sentence."]
        assert phone.records.of("media_interrupted")
        assert phone.records.of("media_restored")[0].after_ms == pytest.approx(3000, abs=1)


async def test_a_connection_that_closes_with_the_call_did_not_break():
    """The carrier closes the media before it tells that the caller hung up."""
    async with phone_line() as phone:
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.call.media_lost(phone.front.last_played)
        await phone.mute(0.5)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert phone.records.of("ended")[0].reason == call_pb2.END_REASON_CALLER_HUNG_UP
        assert not phone.records.of("media_interrupted")


async def test_a_connection_that_closes_after_the_agent_hung_up_did_not_break():
    async with phone_line() as phone:
        phone.answers([Say("Bye.", "node"), HangUp(call_pb2.END_REASON_AGENT_HUNG_UP)])
        await phone.dial(begin_s=2.0)
        assert phone.front.hang_ups
        await phone.call.media_lost(phone.front.last_played)
        await phone.clock.advance(6)
        assert phone.records.of("ended")
        assert not phone.records.of("media_interrupted")


async def test_a_connection_that_stays_away_is_noted_within_a_second():
    async with phone_line() as phone:
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.call.media_lost(phone.front.last_played)
        await phone.mute(1.0)
        assert phone.records.of("media_interrupted")
        await phone.hang_up()
        await phone.clock.advance(1)
        assert len(phone.records.of("media_interrupted")) == 1


async def test_a_call_that_ends_because_its_connection_broke_says_both():
    async with phone_line() as phone:
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.call.media_lost(phone.front.last_played)
        phone.call.leave(call_pb2.END_REASON_MEDIA_LOST)
        await phone.clock.advance(1)
        kinds = [event.WhichOneof("event") for event in phone.records.events]
        assert kinds[-2:] == ["media_interrupted", "ended"]


async def test_a_short_break_is_noted_before_its_end():
    async with phone_line() as phone:
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.call.media_lost(phone.front.last_played)
        await phone.mute(0.2)
        await phone.call.media_resumed()
        await phone.silence(0.5)
        kinds = [event.WhichOneof("event") for event in phone.records.events]
        assert kinds.index("media_interrupted") + 1 == kinds.index("media_restored")
        assert phone.records.of("media_restored")[0].after_ms == pytest.approx(200, abs=21)


async def test_silence_of_a_lost_connection_is_not_the_callers():
    async with phone_line() as phone:
        phone.spec.silence.prompt_after_ms = 1000
        phone.answers(says("Hi."), says("Still there?"))
        await phone.dial(begin_s=0.6)
        await phone.call.media_lost(phone.front.last_played)
        await phone.mute(5)
        assert len(phone.dialogue.stimuli) == 1
        await phone.call.media_resumed()
        await phone.silence(1.2)
        assert phone.dialogue.stimuli[1] == ("stay_silent", "")


async def test_the_archive_gets_everything_after_it_was_away():
    async with phone_line() as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=3.0)
        phone.records.break_connection()
        phone.records.down = True
        await phone.speak(1.0)
        await phone.silence(4.0)
        before = len(phone.records.caller)
        phone.records.down = False
        await phone.silence(6.0)
        await phone.hang_up()
        await phone.clock.advance(12)
        assert len(phone.records.caller) > before
        assert len(phone.records.caller) == pytest.approx(14 * 8000, abs=400)
        assert [said.text for said in phone.records.of("caller_said")] == ["hello"]
        assert phone.records.of("ended")
        assert len(phone.records.streams) >= 2


async def test_an_archive_that_never_comes_does_not_hold_the_end_of_the_call():
    async with phone_line() as phone:
        phone.records.down = True
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.hang_up()
        await phone.clock.advance(10.5)
        assert phone.running.done()
        assert phone.records.ended


@pytest.mark.parametrize(
    "refusal",
    [
        FailedPrecondition("another stream continues this archive", reason="ARCHIVE_TAKEN_OVER"),
        FailedPrecondition("the archive of this call is closed", reason="ARCHIVE_CLOSED"),
        FailedPrecondition("the recording has another sample rate", reason="SAMPLE_RATE_CHANGED"),
        FailedPrecondition("something before this is missing", reason="EVENT_GAP"),
        NotFound("call", "call_1"),
    ],
    ids=lambda refusal: refusal.reason,
)
async def test_an_archive_that_refuses_the_call_is_not_asked_again_and_the_call_goes_on(refusal):
    async with phone_line() as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=2.0)
        phone.records.refusal = refusal
        await phone.silence(2.0)
        streams = len(phone.records.streams)
        await phone.speak(0.5)
        await phone.silence(12.0)
        assert len(phone.records.streams) == streams
        assert phone.dialogue.stimuli[1] == ("hear", "hello")
        await phone.hang_up()
        await phone.clock.settle()
        assert phone.running.done()
        assert phone.records.ended


async def test_what_comes_after_the_end_of_the_call_changes_nothing():
    async with phone_line() as phone:
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        phone.front.call = None  # it reports nothing
        await phone.speak(0.5)
        await phone.silence(0.8)
        await phone.hang_up()
        await phone.clock.advance(1)
        events, stimuli = len(phone.front.events), len(phone.dialogue.stimuli)
        await phone.call.press("1")
        for piece in phone.front.pieces:
            phone.call.forwarded(piece.sequence, phone.clock.now())
        await phone.clock.settle()
        assert (len(phone.front.events), len(phone.dialogue.stimuli)) == (events, stimuli)
