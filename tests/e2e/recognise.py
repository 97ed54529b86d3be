"""Recognises recorded speech again, with a recognizer of its own."""

from functools import cache

import numpy as np
import soxr
from pocketsphinx import Decoder

MODEL_RATE = 16000


@cache
def _decoder() -> Decoder:
    return Decoder(lm=None, loglevel="FATAL")


def recognise(samples: np.ndarray, rate: int, sentences: list[str]) -> str:
    """The sentence of the list that `samples` (16-bit, mono) holds; empty if none."""
    alternatives = " | ".join(sentences)
    decoder = _decoder()
    decoder.add_jsgf_string("check", f"#JSGF V1.0; grammar check; public <said> = ({alternatives})+;")
    decoder.activate_search("check")
    louder = soxr.resample(samples.astype(np.float32), rate, MODEL_RATE)
    decoder.start_utt()
    decoder.process_raw(louder.astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return hypothesis.hypstr if hypothesis else ""
