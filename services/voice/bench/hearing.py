"""Measures how callers are heard: how soon speech is noticed, what is taken for it, and what hearing and judging cost.

Run from services/voice: `python -m bench.hearing`.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import product

import numpy as np
from tests.fakes.speech import spoken
from tests.test_voice_activity import MULAW, SENTENCES, edges, paused

from voicera_voice.audio.format import AudioFormat, Encoding
from voicera_voice.audio.smart_turn import SmartTurn
from voicera_voice.audio.voice_activity import Edge

VOICES = ("en-us+klatt2", "en-us", "en-gb")
SHIFTS = range(0, 256, 32)
"""Samples by which speech lies differently in the windows of the model."""
NOISE_S = 10
JUDGEMENTS = 10
_PCM = AudioFormat(Encoding.PCM_S16LE, 8000)


def starts(audio: bytes) -> list[float]:
    """Return when each turn was noticed to begin, in milliseconds."""
    return [noticed for edge, _, noticed in edges(audio) if edge is Edge.STARTED]


def noticing(voice: str) -> None:
    waits, wrong = [], 0
    for text, shift in product(SENTENCES, SHIFTS):
        before, after = MULAW.silence(8000 + shift), MULAW.silence(8000)
        found = starts(before + spoken(text, voice) + after)
        wrong += len(found) != 1
        waits += [at - len(before) / 8 for at in found[:1]]
    late = sorted(waits)[int(len(waits) * 0.95)]
    said = len(SENTENCES) * len(SHIFTS)
    middle = statistics.median(waits)
    show(f"{voice}: noticed after p50 {middle:.0f} p95 {late:.0f} ms; of {said} missed or split {wrong}")


def noises() -> Iterator[tuple[str, np.ndarray]]:
    at = np.arange(8000 * NOISE_S) / 8000
    white = np.random.default_rng(1).normal(0, 400, len(at))
    yield "white noise", white
    yield "bursts of noise", white * beat(at, 0.8, 0.1)
    yield "clicks", 8000 * beat(at, 0.5, 0.002)
    yield "ringing", tones(at, 400, 450) * beat(at, 3, 0.4)
    for low, high in ((697, 1209), (770, 1336), (852, 1477), (941, 1633)):
        yield f"keypad {low} and {high} Hz", tones(at, low, high) * beat(at, 0.8, 0.25)


def tones(at: np.ndarray, low_hz: int, high_hz: int) -> np.ndarray:
    return 4000 * (np.sin(2 * np.pi * low_hz * at) + np.sin(2 * np.pi * high_hz * at))


def beat(at: np.ndarray, every_s: float, lasting_s: float) -> np.ndarray:
    return at % every_s < lasting_s


def listening() -> None:
    speech = b"".join(spoken(text) for text in SENTENCES) * 3
    began = time.process_time()
    edges(speech)
    cpu_ms = (time.process_time() - began) * 1000
    show(f"listening: {cpu_ms / (len(speech) / 8000):.1f} ms of CPU per second of sound")


async def judging() -> None:
    judge = SmartTurn(1)
    sentence = paused(SENTENCES[0], VOICES[0])
    await judge.is_finished(sentence, 8000)  # loads the model
    began = time.process_time()
    for _ in range(JUDGEMENTS):
        await judge.is_finished(sentence, 8000)
    show(f"judging: {(time.process_time() - began) * 1000 / JUDGEMENTS:.0f} ms of CPU per judgement")
    judge.close()


def show(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the result


def main() -> None:
    for voice in VOICES:
        noticing(voice)
    for name, samples in noises():
        show(f"{name}: starts {len(starts(_PCM.to_mulaw(samples.astype(np.int16).tobytes())))}")
    listening()
    asyncio.run(judging())


if __name__ == "__main__":
    sys.exit(main())
