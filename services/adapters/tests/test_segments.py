"""Vendors that are asked for one utterance after the other."""

import pytest

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import Expectation, Transcript
from voicera_adapters.segments import SegmentedRecognizer

PHONE = AudioFormat(Encoding.MULAW, 8_000)
SECOND = 8_000


@pytest.fixture
def asked():
    """The lengths of the audio that was transcribed, in seconds."""
    return []


@pytest.fixture
def recognizer(asked):
    async def transcribe(audio, _):
        asked.append(len(audio) / SECOND)
        return Transcript(f"part {len(asked)}", final=True, confidence=1 - len(asked) / 10, language="hi")

    return SegmentedRecognizer(PHONE, PHONE, transcribe, Expectation())


async def speak(recognizer, seconds):
    await recognizer.speech_started()
    for _ in range(seconds):
        await recognizer.hear(b"\xff" * SECOND)


async def test_speech_of_more_than_a_minute_keeps_its_beginning(recognizer, asked):
    await speak(recognizer, 130)
    assert asked == [60, 60]
    assert await recognizer.finalize() == Transcript(
        "part 1 part 2 part 3", final=True, confidence=pytest.approx(0.7), language="hi"
    )
    assert asked == [60, 60, 10]


async def test_what_was_said_is_told_once(recognizer, asked):
    await speak(recognizer, 61)
    await recognizer.finalize()
    assert await recognizer.finalize() == Transcript(final=True)
    await speak(recognizer, 3)
    assert (await recognizer.finalize()).text == "part 3"
    assert asked == [60, 1, 3]


async def test_before_speech_only_a_moment_is_kept(recognizer, asked):
    for _ in range(200):
        await recognizer.hear(b"\xff" * (SECOND // 10))
    await recognizer.speech_started()
    await recognizer.finalize()
    assert asked == [0.4]
