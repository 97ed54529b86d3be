"""Recognises recorded speech again, with a recognizer of its own."""

from functools import cache

import numpy as np
import soxr
from pocketsphinx import Decoder

MODEL_RATE = 16000
FRAME_S, PAUSE_S, MARGIN_S = 0.02, 0.6, 0.2
QUIET = 300
"""The loudest sample of a frame without speech; the lines of the tests carry no noise."""
NOISES = (10, 0, 30)
"""Standard deviations of the noise added, in samples: the model was trained on rooms, not on digital silence. The first
that lets it make out a sentence of the list counts, or else what it makes most of."""


@cache
def _decoder() -> Decoder:
    return Decoder(lm=None, loglevel="FATAL")


def recognise(samples: np.ndarray, rate: int, sentences: list[str]) -> str:
    """The sentence of the list that `samples` (16-bit, mono) holds; empty if none."""
    alternatives = " | ".join(sentences)
    decoder = _decoder()
    decoder.add_jsgf_string("check", f"#JSGF V1.0; grammar check; public <said> = ({alternatives})+;")
    decoder.activate_search("check")
    audible = soxr.resample(samples.astype(np.float32), rate, MODEL_RATE)
    heard = [_decoded(decoder, audible, noise) for noise in NOISES]
    return next((each for each in heard if each in sentences), max(heard, key=len))


def _decoded(decoder: Decoder, audible: np.ndarray, noise: int) -> str:
    noisy = audible + np.random.default_rng(0).normal(0, noise, len(audible)).astype(np.float32)
    decoder.start_utt()
    decoder.process_raw(np.clip(noisy, -32768, 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return hypothesis.hypstr if hypothesis else ""


def utterances(samples: np.ndarray, rate: int) -> list[np.ndarray]:
    """The track cut at its pauses: what was said between two of them, in order."""
    size = int(rate * FRAME_S)
    frames = np.abs(samples[: len(samples) // size * size].astype(int)).reshape(-1, size).max(axis=1)
    loud = np.flatnonzero(frames > QUIET)
    if not len(loud):
        return []
    pauses = np.flatnonzero(np.diff(loud) > PAUSE_S / FRAME_S)
    starts, ends = loud[np.r_[0, pauses + 1]], loud[np.r_[pauses, len(loud) - 1]]
    margin = int(MARGIN_S / FRAME_S)
    return [
        samples[max(start - margin, 0) * size : (end + margin) * size]
        for start, end in zip(starts, ends, strict=True)
    ]


def recognise_each(samples: np.ndarray, rate: int, sentences: list[str]) -> list[str]:
    return [recognise(each, rate, sentences) for each in utterances(samples, rate)]
