"""A call from the greeting to the end, on virtual time."""

import pytest
from structlog.testing import capture_logs

from voicera.media.v1 import call_pb2
from voicera_kit.errors import InvalidArgument, Unavailable
from voicera_voice.dialogue.interface import (
    EnterNode,
    Expectation,
    HangUp,
    IntentMatched,
    Listen,
    Say,
    SetVariable,
    TransferTo,
)

from .fakes.dialogue import says
from .fakes.phone import ORGANIZATION, phone_line


async def test_the_greeting_is_spoken_at_once():
    async with phone_line() as phone:
        phone.answers(says("Hello, how can I help?"))
        await phone.dial()
        await phone.silence(0.1)
        assert phone.front.pieces
        assert phone.front.pieces[0].first
        assert phone.front.pieces[0].sent_at <= 0.06


async def test_a_call_goes_back_and_forth():
    async with phone_line() as phone:
        phone.answers(says("Hello."), [IntentMatched("book"), *says("Which day?")])
        phone.providers.texts = ["I want to book"]
        await phone.dial()
        await phone.silence(1.5)
        await phone.speak(1.0)
        await phone.silence(3)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert phone.dialogue.stimuli == [("begin", ""), ("hear", "I want to book")]
        assert phone.spoken == ["Hello.", "Which day?"]
        (said,) = phone.records.of("caller_said")
        assert (said.text, said.intent, said.turn) == ("I want to book", "book", 1)
        assert said.start_ms == pytest.approx(1500, abs=40)
        assert said.end_ms == pytest.approx(2500, abs=40)


async def test_the_end_is_recorded_once():
    async with phone_line() as phone:
        phone.answers([
            EnterNode("bye", "Bye"),
            Say("Goodbye.", "bye"),
            HangUp(call_pb2.END_REASON_AGENT_HUNG_UP, "booked"),
        ])
        await phone.dial()
        await phone.silence(2)
        await phone.clock.advance(12)
        assert phone.running.done()
        assert phone.front.hang_ups == [call_pb2.END_REASON_AGENT_HUNG_UP]
        (ended,) = phone.records.of("ended")
        assert (ended.reason, ended.disposition) == (call_pb2.END_REASON_AGENT_HUNG_UP, "booked")
        ((organization, call_id, outcome),) = phone.records.ended
        assert (organization, call_id, outcome.reason) == (ORGANIZATION, "call_1", ended.reason)
        assert phone.front.closed


async def test_the_agent_hangs_up_only_after_everything_was_played():
    async with phone_line() as phone:
        phone.answers([Say("Goodbye and thank you.", "bye"), HangUp(call_pb2.END_REASON_AGENT_HUNG_UP)])
        await phone.dial()
        await phone.silence(1.0)
        assert not phone.front.hang_ups
        await phone.silence(0.3)
        assert phone.front.last_played == phone.front.pieces[-1].sequence
        assert phone.front.hang_ups


async def test_what_a_caller_says_stays_out_of_the_log():
    async with phone_line() as phone:
        phone.providers.texts = ["Asha Rao", Unavailable("gone")]
        phone.answers(says("Name?"), [SetVariable("name", "Asha Rao"), *says("Thank you, Asha Rao.")])
        with capture_logs() as log:
            await phone.dial(begin_s=1.0)
            await phone.speak(0.5)
            await phone.silence(2.5)
            await phone.speak(0.5)
            await phone.silence(2)
        assert phone.records.of("variable_set")[0].value == "Asha Rao"
        assert [entry["event"] for entry in log] == ["provider.failed"]
        assert "Asha" not in str(log)


async def test_a_transfer_follows_its_announcement():
    async with phone_line() as phone:
        phone.answers([Say("One moment.", "t"), TransferTo("+919800000001")])
        await phone.dial()
        await phone.silence(1.5)
        assert phone.front.transfers == ["+919800000001"]
        assert phone.spoken == ["One moment."]
        (started,) = phone.records.of("transfer_started")
        assert (started.to, started.user_id) == ("+919800000001", "")
        await phone.clock.advance(12)
        assert phone.records.of("ended")[0].reason == call_pb2.END_REASON_TRANSFERRED


@pytest.mark.parametrize(
    "reason",
    [
        call_pb2.END_REASON_CARRIER_ERROR,
        call_pb2.END_REASON_CALLER_HUNG_UP,
        call_pb2.END_REASON_TRANSFER_IN_BROWSER,
    ],
    ids=["refused", "left", "in a browser"],
)
async def test_a_transfer_that_fails_is_recorded_as_what_became_of_it(reason):
    async with phone_line() as phone:
        phone.front.transfer_ends = reason
        phone.answers([Say("One moment.", "t"), TransferTo("+919800000001")])
        await phone.dial()
        await phone.silence(1.5)
        assert phone.front.transfers == ["+919800000001"]
        assert phone.records.of("ended")[0].reason == reason
        assert phone.records.ended[0][2].reason == reason


async def test_a_transfer_nobody_answers_has_failed():
    async with phone_line() as phone:
        phone.front.transfer_ends = None
        phone.answers([Say("One moment.", "t"), TransferTo("+919800000001")])
        await phone.dial()
        await phone.silence(14.5)
        assert not phone.records.ended
        await phone.silence(2)
        assert phone.records.ended[0][2].reason == call_pb2.END_REASON_CARRIER_ERROR


async def test_a_provider_that_fails_during_a_transfer_does_not_end_the_call():
    async with phone_line() as phone:
        phone.front.transfer_ends = None
        phone.answers([Say("One moment.", "t"), TransferTo("+919800000001")])
        await phone.dial()
        await phone.silence(1.5)
        phone.providers.recognizers[0].answers.put_nowait(InvalidArgument())
        await phone.silence(1)
        phone.call.leave(call_pb2.END_REASON_TRANSFERRED)
        await phone.clock.advance(1)
        assert phone.records.of("provider_failed")
        assert not phone.front.hang_ups
        assert phone.records.ended[0][2].reason == call_pb2.END_REASON_TRANSFERRED


async def test_the_recognizer_hears_what_may_be_said_next():
    async with phone_line() as phone:
        expectation = Expectation(("book", "cancel"), {}, takes_digits=False)
        phone.answers(says("Book or cancel?", listen=Listen(expectation)))
        await phone.dial(begin_s=0.2)
        assert phone.providers.recognizers[0].expectations == [expectation]


async def test_a_front_that_leaves_ends_the_call():
    async with phone_line() as phone:
        phone.answers(says("A rather long greeting that nobody will hear to its end."))
        await phone.dial(begin_s=1.0)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert phone.running.done()
        (said,) = phone.records.of("agent_said")
        assert said.interrupted
        assert said.intended_text.startswith(said.text)
        assert said.text != said.intended_text
        assert phone.records.of("ended")[0].reason == call_pb2.END_REASON_CALLER_HUNG_UP
