"""Providers, the archive and the media connection fail; the call goes on as far as it can."""

import asyncio

import pytest

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera.media.v1 import call_pb2
from voicera.voice.v1.conversation_service_pb2 import ConverseRequest as Request
from voicera_kit.errors import FailedPrecondition, InvalidArgument, NotFound, ResourceExhausted, Unavailable
from voicera_kit.identity import Identity, acting_as
from voicera_voice.conversation.admission import Admission, LoopLag
from voicera_voice.conversation.servicer import ConversationServicer
from voicera_voice.dialogue.interface import Expectation, HangUp, Listen, Say
from voicera_voice.providers.interface import Finalize, SpeechStarted, Transcript
from voicera_voice.settings import VoiceSettings

from .fakes.caller import start_of
from .fakes.dialogue import says
from .fakes.phone import ORGANIZATION, phone_line

FRONT = Identity(ORGANIZATION, "gateway", "service", None, "")
LONG = "This is a long sentence that takes quite a while to say."


async def test_a_recognizer_that_fails_is_replaced_and_given_the_speech_again():
    async with phone_line() as phone:
        phone.spec.speech_to_text.add(adapter="other ears")
        phone.providers.texts = [Unavailable("gone"), "I want to book"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(1.5)
        first, second = phone.providers.recognizers
        assert (first.closed, second.opened["choice"].adapter) == (True, "other ears")
        assert second.marks == [SpeechStarted(), Finalize(1)]
        before_end = second.received[: second.received.index(Finalize(1))]
        audio = b"".join(item for item in before_end if isinstance(item, bytes))
        assert audio.count(b"\x10") == 8000  # every sample of what was said
        assert phone.dialogue.stimuli[1] == ("hear", "I want to book")
        (failed,) = phone.records.of("provider_failed")
        assert (failed.adapter, failed.modality, failed.reason) == ("ears", "speech_to_text", "UNAVAILABLE")
        (switched,) = phone.records.of("provider_switched")
        assert (switched.from_adapter, switched.adapter) == ("ears", "other ears")
        assert (switched.reason, switched.after_ms) == ("UNAVAILABLE", 10)  # as long as opening takes


async def test_what_a_failing_recognizer_transcribed_unasked_is_not_said_twice():
    async with phone_line() as phone:
        phone.spec.speech_to_text.add(adapter="other ears")
        phone.providers.texts = ["I want to book"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(0.6)
        first = phone.providers.recognizers[0]
        await first.answers.put(Transcript("I want", final=True))
        await phone.speak(0.2)
        await first.answers.put(Unavailable("gone"))
        await phone.speak(0.4)
        await phone.silence(1.5)
        assert phone.dialogue.stimuli[1] == ("hear", "I want to book")


async def test_a_slow_voice_is_waited_for_as_if_alone_when_the_others_have_failed():
    async with phone_line() as phone:
        phone.spec.text_to_speech.add(adapter="slow mouth")
        phone.providers.refused = {"mouth": Unavailable("gone")}
        phone.providers.synthesizer_s = 2.0  # longer than the budget, shorter than the timeout
        phone.answers(says("Hi."))
        await phone.dial(begin_s=6.0)
        assert phone.spoken == ["Hi."]
        assert [each.adapter for each in phone.records.of("provider_failed")] == ["mouth"]


async def test_a_recognizer_that_stalls_is_replaced():
    async with phone_line() as phone:
        phone.spec.speech_to_text.add(adapter="other ears")
        phone.providers.texts = [None, "hello"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(6)
        assert phone.dialogue.stimuli[1] == ("hear", "hello")
        assert phone.records.of("provider_failed")[0].reason == "DEADLINE_EXCEEDED"


async def test_without_another_recognizer_the_call_ends_and_says_why():
    async with phone_line() as phone:
        phone.providers.refused = {"ears": Unavailable("gone")}
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.clock.advance(12)
        assert phone.front.hang_ups == [call_pb2.END_REASON_PROVIDER_FAILED]
        (ended,) = phone.records.of("ended")
        assert ended.reason == call_pb2.END_REASON_PROVIDER_FAILED
        assert "speech_to_text" in ended.detail


async def test_a_lone_recognizer_may_come_back_within_seconds():
    async with phone_line() as phone:
        phone.providers.texts = [Unavailable("gone"), "hello"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        phone.providers.refused = {"ears": Unavailable("restarting")}
        await phone.silence(1.5)
        phone.providers.refused = {}
        await phone.silence(2.5)
        assert phone.dialogue.stimuli[1] == ("hear", "hello")
        assert not phone.front.hang_ups


async def test_a_provider_that_will_never_work_is_not_asked_again():
    async with phone_line() as phone:
        phone.spec.text_to_speech.add(adapter="other mouth")
        phone.providers.refused = {"mouth": InvalidArgument()}
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        assert phone.spoken == ["Hi."]
        assert len(phone.records.of("provider_failed")) == 1


async def test_a_voice_that_fails_is_replaced_and_says_the_sentence_again():
    async with phone_line() as phone:
        phone.spec.text_to_speech.add(adapter="other mouth", voice="v2")
        phone.providers.speech_failures = {"Second one.": Unavailable("gone")}
        phone.answers(says("First one.", "Second one.", "Third one."))
        await phone.dial(begin_s=3.0)
        first, second = phone.providers.synthesizers
        assert first.closed
        assert second.opened["choice"].voice == "v2"
        assert second.texts == ["Second one.", "Third one."]
        assert phone.spoken == ["First one. Second one. Third one."]
        audible = sum(piece.audio.count(b"\x20") for piece in phone.front.pieces) / 8
        assert 31 * 50 <= audible <= 31 * 50 + 100


async def test_a_voice_that_tells_its_words_is_taken_up_at_the_word_it_broke_off_in():
    async with phone_line() as phone:
        phone.providers.word_times = True
        phone.spec.text_to_speech.add(adapter="other mouth")
        phone.providers.speech_failures = {LONG: Unavailable("gone")}
        phone.providers.fails_after_ms = 1000  # in the middle of "sentence", which begins at 750 ms
        phone.answers(says(LONG))
        await phone.dial(begin_s=4.0)
        rest = "sentence that takes quite a while to say."
        assert phone.providers.synthesizers[1].texts == [rest]
        assert phone.spoken == [LONG]
        audible = sum(piece.audio.count(b"\x20") for piece in phone.front.pieces) / 8
        assert audible == len(LONG) * 50


async def test_words_taken_over_count_as_heard_where_the_caller_interrupts():
    async with phone_line() as phone:
        phone.providers.word_times = True
        phone.spec.text_to_speech.add(adapter="other mouth")
        phone.providers.speech_failures = {LONG: Unavailable("gone")}
        phone.providers.fails_after_ms = 500  # "is" begins at 250 ms, "a" at 400, "long" at 500
        phone.providers.texts = ["stop"]
        phone.answers(says(LONG), says("Yes?"))
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(1.5)
        assert phone.providers.synthesizers[1].texts[0] == "a long sentence that takes quite a while to say."
        assert phone.spoken[0] == "This is a long"


async def test_a_caller_who_waits_for_the_model_is_told_so_once():
    async with phone_line() as phone:
        phone.providers.texts = ["where is it"]
        phone.answers(says("Hi."), [6.0, *says("On its way.")])
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(9.5)
        assert phone.spoken == ["Hi.", "One moment. On its way."]
        (measured,) = phone.records.of("turn_measured")
        assert measured.bridged
        assert measured.model_ms == pytest.approx(2500, abs=40)
        assert measured.platform_ms < 100


async def test_a_caller_who_waits_for_the_recognizer_is_told_so_and_answered_then():
    async with phone_line() as phone:
        phone.spec.failover.bridge_after_ms = 1000
        phone.providers.recognizer_s = 3.0
        phone.providers.texts = ["where is it"]
        phone.answers(says("Hi."), [5.0, *says("On its way.")])
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(11.0)
        assert phone.spoken == ["Hi.", "One moment.", "On its way."]


async def test_an_agent_may_let_the_caller_wait_in_silence():
    async with phone_line() as phone:
        phone.spec.failover.bridge_line_disabled = True
        phone.providers.texts = ["where is it"]
        phone.answers(says("Hi."), [6.0, *says("On its way.")])
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(9.5)
        assert phone.spoken == ["Hi.", "On its way."]


async def test_every_key_a_caller_waits_for_may_bring_a_bridge_line():
    async with phone_line() as phone:
        keys = Listen(Expectation(takes_digits=True))
        phone.answers(says("Hi.", listen=keys), [4.0, *says("One.", listen=keys)], [4.0, *says("Two.")])
        await phone.dial(begin_s=1.0)
        for _ in range(2):
            await phone.call.press("1")
            await phone.silence(7.0)
        assert phone.spoken == ["Hi.", "One moment. One.", "One moment. Two."]


async def test_a_caller_who_speaks_on_while_the_model_thinks_hears_no_bridge_line():
    async with phone_line() as phone:
        phone.providers.texts = ["where is it", "my order"]
        phone.answers(says("Hi."), [6.0, *says("Never.")], says("On its way."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(2.6)
        await phone.speak(1.0)
        await phone.silence(3.0)
        assert phone.spoken == ["Hi.", "On its way."]


async def test_what_providers_charge_for_is_noted_while_the_call_goes_on_and_at_its_end():
    async with phone_line() as phone:
        phone.spec.text_to_speech[0].voice = "v1"
        phone.providers.texts = ["hello", "hello"]
        phone.answers(says("Hi."), says("Yes."), says("Yes, yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(30.0)
        seen = len(phone.records.of("usage_recorded"))
        assert seen == 2
        await phone.speak(1.0)
        await phone.silence(2.0)
        await phone.hang_up()
        await phone.clock.advance(1)
        recorded = phone.records.of("usage_recorded")
        assert _sums(recorded) == {
            (catalog_pb2.MODALITY_SPEECH_TO_TEXT, "ears", ""): 3.0,
            (catalog_pb2.MODALITY_TEXT_TO_SPEECH, "mouth", "v1"): len("Hi.Yes.Yes, yes."),
        }


async def test_a_sentence_that_was_canceled_counts_once_the_voice_says_what_it_used():
    async with phone_line() as phone:
        phone.providers.synthesizer_s = 2.0
        phone.providers.texts = ["stop"]
        phone.answers(says(LONG, "Never heard."), says("Yes."))
        await phone.dial(begin_s=2.5)
        await phone.speak(1.0)
        await phone.silence(8.0)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert "Never" not in " ".join(phone.spoken)
        spoken = (catalog_pb2.MODALITY_TEXT_TO_SPEECH, "mouth", "")
        assert _sums(phone.records.of("usage_recorded"))[spoken] == len(LONG + "Never heard." + "Yes.")


def _sums(recorded) -> dict:
    sums: dict = {}
    for each in recorded:
        (usage,) = each.usage
        key = (each.modality, each.adapter, each.model)
        sums[key] = sums.get(key, 0) + usage.quantity
    return sums


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


class UnreadContext:
    """A stream whose other end reads nothing."""

    async def write(self, response) -> None:
        await asyncio.Event().wait()


@pytest.mark.parametrize("front_write_s", [5.0, 2.0])
async def test_a_front_that_stops_reading_is_cut_off_after_some_seconds(spec, front_write_s):
    async with phone_line() as phone:
        phone.settings = VoiceSettings(front_write_s=front_write_s)
        admission = Admission(1, 1000, LoopLag())
        servicer = ConversationServicer(admission, phone.around())

        async def requests():
            yield Request(start=start_of(spec))
            await asyncio.Event().wait()

        with acting_as(FRONT):
            serving = asyncio.create_task(servicer.Converse(requests(), UnreadContext()))
        await phone.clock.settle()
        await phone.clock.advance(front_write_s - 0.1)
        assert not serving.done()
        await phone.clock.advance(0.2)
        assert serving.done()
        with pytest.raises(ResourceExhausted):
            serving.result()
        await phone.clock.advance(6)
        assert not admission.calls
        assert phone.records.of("ended")[0].reason == call_pb2.END_REASON_MEDIA_LOST


async def test_a_defect_ends_only_its_call_and_is_recorded():
    async with phone_line() as phone:

        class Broken:
            def __iter__(self):
                raise RuntimeError("a defect")

        phone.answers(says("Hi."), Broken())
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(1.0)
        await phone.clock.advance(12)
        assert phone.front.hang_ups == [call_pb2.END_REASON_PLATFORM_ERROR]
        assert phone.records.of("ended")[0].reason == call_pb2.END_REASON_PLATFORM_ERROR


async def test_the_words_of_a_turn_cut_short_are_not_lost():
    async with phone_line() as phone:
        phone.spec.turn_taking.barge_in_disabled = True
        phone.providers.texts = ["goodbye"]
        phone.answers([Say(LONG, "n"), Listen(Expectation())])
        await phone.dial(begin_s=0.5)
        await phone.speak(0.5)
        await phone.silence(0.8)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert [said.text for said in phone.records.of("caller_said")] == ["goodbye"]
