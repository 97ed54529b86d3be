"""Converts mono audio between encodings and sample rates, in pieces of any size."""

import audioop
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.int16]

LOWEST_RATE_HZ: Final = 8_000
HIGHEST_RATE_HZ: Final = 48_000


class Encoding(Enum):
    """The value is the size of one sample in bytes."""

    MULAW = 1
    PCM_S16LE = 2


@dataclass(frozen=True, slots=True)
class AudioFormat:
    encoding: Encoding
    sample_rate_hz: int

    def duration_ms(self, size_bytes: int) -> float:
        return size_bytes / self.encoding.value * 1000 / self.sample_rate_hz


def decode(audio: bytes, encoding: Encoding) -> Samples:
    """Return the samples; `audio` holds whole samples."""
    linear = audioop.ulaw2lin(audio, 2) if encoding is Encoding.MULAW else audio
    return np.frombuffer(linear, dtype="<i2").astype(np.int16, copy=False)


def encode(samples: Samples, encoding: Encoding) -> bytes:
    linear = samples.astype("<i2", copy=False).tobytes()
    return audioop.lin2ulaw(linear, 2) if encoding is Encoding.MULAW else linear


class Resampler:
    """Changes the rate of live audio.

    HQ holds back some 25 ms, which costs nothing where audio is made faster than it is heard; QQ holds back nothing.
    """

    def __init__(self, from_hz: int, to_hz: int, quality: str = "HQ") -> None:
        self._is_needed = from_hz != to_hz
        self._stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype="int16", quality=quality)

    def convert(self, samples: Samples, *, last: bool = False) -> Samples:
        """Return what can be said so far; `last` also returns what was held back."""
        if not self._is_needed:
            return samples
        converted: Samples = self._stream.resample_chunk(samples, last=last)
        return converted
