"""Makes speech as it sounds on the phone: espeak through 8 kHz mu-law, with silence around it."""

from functools import cache

import numpy as np
import soxr

from voicera_adapters.audio import Encoding, Samples, encode
from voicera_adapters.vendors.espeak.library import Manner, open_library
from voicera_adapters.vendors.espeak.voices import Voices

WORDS_PER_MINUTE = 160
BEFORE_MS = 500
AFTER_MS = 250


@cache
def phone_speech(text: str, voice: str) -> bytes:
    return encode(speech(text, voice, 8_000), Encoding.MULAW)


def speech(text: str, voice: str, rate_hz: int) -> Samples:
    library = open_library()
    path = Voices.of(library.voices()).path(voice)
    if path is None:
        raise ValueError(f"espeak has no voice {voice}")
    pieces: list[Samples] = []
    manner = Manner(path, WORDS_PER_MINUTE, 50, 50, 100, 0)
    library.speak(text, manner, lambda samples, _: bool(pieces.append(samples.copy())))
    made: Samples = soxr.resample(np.concatenate(pieces), library.sample_rate_hz, rate_hz, "HQ")
    before, after = (np.zeros(rate_hz * each // 1000, dtype=np.int16) for each in (BEFORE_MS, AFTER_MS))
    return np.concatenate([before, made, after])
