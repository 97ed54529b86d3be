"""Converts mono audio between encodings and sample rates, in pieces of any size."""

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


def _decoded() -> Samples:
    """Return the sample of each mu-law byte (G.711)."""
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (code >> 4) & 7, code & 15
    magnitude = ((2 * mantissa.astype(np.int32) + 33) << (exponent + 2)) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encoded() -> NDArray[np.uint8]:
    """Return the mu-law byte of each sample, by its bits read as unsigned (G.711)."""
    sample = np.arange(65_536, dtype=np.uint16).astype(np.int16).astype(np.int32)
    magnitude = np.minimum(np.abs(sample), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 15
    code = np.where(sample < 0, 0x80, 0) | (exponent << 4) | mantissa
    codes: NDArray[np.uint8] = (~code & 0xFF).astype(np.uint8)
    return codes


_BIAS: Final = 132
_CLIP: Final = 32_635
_DECODED: Final = _decoded()
_ENCODED: Final = _encoded()


def decode(audio: bytes, encoding: Encoding) -> Samples:
    """Return the samples; `audio` holds whole samples."""
    if encoding is Encoding.MULAW:
        return _DECODED[np.frombuffer(audio, dtype=np.uint8)]
    return np.frombuffer(audio, dtype="<i2").astype(np.int16, copy=False)


def encode(samples: Samples, encoding: Encoding) -> bytes:
    if encoding is Encoding.MULAW:
        return _ENCODED[samples.view(np.uint16)].tobytes()
    return samples.astype("<i2", copy=False).tobytes()


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


class Converter:
    """Turns live audio of one format into another, and pieces of any size into whole samples."""

    def __init__(self, given: AudioFormat, wanted: AudioFormat, quality: str = "HQ") -> None:
        self._given = given
        self._wanted = wanted
        self._resampler = Resampler(given.sample_rate_hz, wanted.sample_rate_hz, quality)
        self._odd = b""

    def convert(self, audio: bytes, *, last: bool = False) -> bytes:
        """Return what can be said so far; `last` also returns what was held back, and drops half a sample."""
        audio = self._odd + audio
        whole = len(audio) - len(audio) % self._given.encoding.value
        self._odd = b"" if last else audio[whole:]
        if self._given == self._wanted:
            return audio[:whole]
        samples = self._resampler.convert(decode(audio[:whole], self._given.encoding), last=last)
        return encode(samples, self._wanted.encoding)
