"""Speech is found by the real model, in real speech on a phone line."""

import asyncio
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from voicera_voice.audio.format import AudioFormat, Encoding, Samples
from voicera_voice.audio.silero import SileroScorer
from voicera_voice.audio.smart_turn import SmartTurn
from voicera_voice.audio.voice_activity import Edge, VoiceActivity

from .fakes.speech import spoken

MULAW = AudioFormat(Encoding.MULAW, 8000)
SENTENCES = (
    "I want to book a cleaning on Monday please",
    "What time do you open?",
    "no",
    "yes please",
    "tomorrow at ten",
    "stop, stop",
    "hello",
    "can I speak to somebody",
)


def edges(audio: bytes, *, stop_ms: int = 400) -> list[tuple[Edge, float, float]]:
    """Return each edge with where it lies and when it was noticed, in milliseconds."""
    activity = VoiceActivity(SileroScorer(8000), 8000, 120, stop_ms)
    found = []
    for start in range(0, len(audio), 160):
        samples = MULAW.to_samples(audio[start : start + 160])
        found += [(edge.edge, edge.sample / 8, (start + 160) / 8) for edge in activity.hear(samples)]
    return found


def after_silence(audio: bytes, seconds: float = 1.0) -> bytes:
    silence = MULAW.silence(int(seconds * 8000))
    return silence + audio + silence


def paused(text: str, voice: str) -> Samples:
    """Return the words and the silence after which a judge is asked."""
    return MULAW.to_samples(spoken(text, voice) + MULAW.silence(2000))


@pytest.mark.parametrize("text", SENTENCES)
def test_speech_is_noticed_in_time_to_interrupt(text):
    started = next(each for each in edges(after_silence(spoken(text))) if each[0] is Edge.STARTED)
    assert started[2] - 1000 <= 200


@pytest.mark.parametrize("text", SENTENCES)
def test_the_end_of_speech_lies_where_it_is(text):
    audio = spoken(text)
    *_, (edge, at, noticed) = edges(after_silence(audio))
    assert edge is Edge.STOPPED
    assert at == pytest.approx(1000 + len(audio) / 8, abs=120)
    assert noticed - at == pytest.approx(400, abs=40)


def test_noise_is_not_speech():
    noise = np.random.default_rng(1).normal(0, 400, 8000 * 10).astype(np.int16)
    mulaw = AudioFormat(Encoding.PCM_S16LE, 8000).to_mulaw(noise.tobytes())
    assert not edges(mulaw)


@pytest.mark.parametrize("pair", [(697, 1209), (770, 1336), (852, 1477), (941, 1633)])
def test_a_key_heard_on_the_line_is_not_speech(pair):
    at = np.arange(8000 * 6) / 8000
    tones = sum(4000 * np.sin(2 * np.pi * hz * at) for hz in pair) * (at % 0.8 < 0.25)
    mulaw = AudioFormat(Encoding.PCM_S16LE, 8000).to_mulaw(tones.astype(np.int16).tobytes())
    assert not [edge for edge, *_ in edges(mulaw) if edge is Edge.STARTED]


def test_a_click_is_noticed_but_dismissed_or_not_even_that():
    click = spoken("no")[: 8 * 40]
    assert Edge.STARTED not in [edge for edge, *_ in edges(after_silence(click))]


def test_speech_after_long_silence_is_heard():
    started = [each for each in edges(after_silence(spoken("hello"), 15)) if each[0] is Edge.STARTED]
    assert started[0][2] - 15000 <= 200


@pytest.fixture
def judge() -> Iterator[SmartTurn]:
    smart_turn = SmartTurn(1)
    yield smart_turn
    smart_turn.close()


@pytest.mark.parametrize("voice", ["en-us+klatt2", "en-us"])
@pytest.mark.parametrize(
    "text", ["I would like to see the doctor tomorrow morning", "can I speak to somebody"]
)
async def test_a_sentence_said_to_its_end_is_judged_finished(judge, text, voice):
    assert await judge.is_finished(paused(text, voice), 8000)


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("I would like to come on Monday because the", "en-us+klatt2"),
        ("I would like to come on Monday because the", "en-us"),
        ("I would like to come on Monday because the", "en-gb"),
        ("I would like to come because the", "en-us"),
    ],
)
async def test_a_sentence_that_stops_in_the_middle_is_judged_unfinished(judge, text, voice):
    """Sentences the model is sure of: its quantized arithmetic differs a little from processor to processor."""
    assert not await judge.is_finished(paused(text, voice), 8000)


async def test_a_busy_judge_is_skipped():
    judge = SmartTurn(1)
    running, go_on = threading.Event(), threading.Event()

    def slowly(speech, sample_rate_hz) -> bool:
        running.set()
        return go_on.wait(10)

    judge._judge = slowly
    pending = [asyncio.create_task(judge.is_finished(np.zeros(0), 8000)) for _ in range(4)]
    await asyncio.to_thread(running.wait, 10)
    assert not await judge.is_finished(np.zeros(0), 8000)
    pending.pop().cancel()
    await asyncio.sleep(0)
    pending.append(asyncio.create_task(judge.is_finished(np.zeros(0), 8000)))
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(*pending) == [True] * 4
    judge.close()


def test_mulaw_survives_a_round_trip():
    codes = bytes(range(256))
    samples = MULAW.to_samples(codes)
    again = AudioFormat(Encoding.PCM_S16LE, 8000).to_mulaw(samples.tobytes())
    assert [code for code in range(256) if again[code] != code] == [0x7F]  # minus zero becomes zero
