"""The failing server strikes all calls at once, and not before enough of them are in the middle."""

import pytest

from tests.e2e.fragile import AHEAD_BYTES, DELTAS, GARBAGE, SPOKEN_BYTES, Fault, Progress, take_up
from voicera.ai.v1 import language_model_service_pb2 as lm
from voicera.ai.v1 import speech_to_text_service_pb2 as stt
from voicera.ai.v1 import text_to_speech_service_pb2 as tts

WHOLE = "It will be at your door on Monday."


def speak(progress):
    progress.request(stt.RecognizeRequest(audio=bytes(SPOKEN_BYTES)))
    progress.request(stt.RecognizeRequest(speech_started=stt.SpeechStarted()))
    progress.request(stt.RecognizeRequest(audio=bytes(SPOKEN_BYTES)))


def test_all_calls_are_struck_when_the_last_is_in_the_middle():
    first, second = [], []
    fault = Fault("garbage", calls=2)
    with fault.within(first.append), fault.within(second.append):
        speak(Progress(fault))
        assert (first, second) == ([], [])
        speak(Progress(fault))
        assert (first, second) == ([GARBAGE], [GARBAGE])


def test_a_call_counts_once_however_long_it_goes_on():
    told = []
    fault = Fault("garbage", calls=2)
    progress = Progress(fault)
    with fault.within(told.append):
        speak(progress)
        speak(progress)
    assert not told


@pytest.mark.parametrize(
    ("method", "pieces"),
    [
        (
            "Synthesize",
            [tts.SynthesizeResponse(audio=tts.SegmentAudio(audio=bytes(AHEAD_BYTES)))] * 2,
        ),
        ("Generate", [lm.GenerateResponse(text_delta="word")] * (DELTAS + 1)),
    ],
)
async def test_what_is_said_before_the_middle_comes_through(method, pieces):
    told = []
    fault = Fault("garbage", calls=1)
    progress = Progress(fault)
    with fault.within(told.append):
        for piece in pieces[:-1]:
            await progress.answer(method, piece.SerializeToString())
        assert not told
        await progress.answer(method, pieces[-1].SerializeToString())
        assert told == [GARBAGE]


def test_no_fault_strikes_nobody():
    told = []
    fault = Fault("none", calls=1)
    with fault.within(told.append):
        speak(Progress(fault))
    assert not told


@pytest.mark.parametrize(
    ("said", "left"), [("", WHOLE), ("It will be", WHOLE[10:]), (WHOLE, ""), ("Good morning.", WHOLE)]
)
def test_the_scripted_model_goes_on_where_another_was_cut_off(said, left):
    request = lm.GenerateRequest(messages=[lm.Message(role=lm.MESSAGE_ROLE_ASSISTANT, text=said)])
    request.settings["otherwise"] = WHOLE
    take_up(request)
    assert request.settings["otherwise"] == left
