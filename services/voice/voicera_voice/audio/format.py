"""Describes mono audio and turns its bytes into samples and back."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

MULAW_SILENCE = 0xFF
_BIAS = 0x84
_CLIP = 32635


class Encoding(Enum):
    PCM_S16LE = 2
    MULAW = 1

    @property
    def bytes_per_sample(self) -> int:
        return self.value


@dataclass(frozen=True, slots=True)
class AudioFormat:
    encoding: Encoding
    sample_rate_hz: int

    def samples_in(self, audio: bytes) -> int:
        return len(audio) // self.encoding.bytes_per_sample

    def bytes_for_ms(self, milliseconds: float) -> int:
        return self.samples_for_ms(milliseconds) * self.encoding.bytes_per_sample

    def samples_for_ms(self, milliseconds: float) -> int:
        return int(self.sample_rate_hz * milliseconds / 1000)

    def ms_of(self, samples: int) -> float:
        return samples * 1000 / self.sample_rate_hz

    def silence(self, samples: int) -> bytes:
        if self.encoding is Encoding.MULAW:
            return bytes([MULAW_SILENCE]) * samples
        return bytes(samples * 2)

    def to_samples(self, audio: bytes) -> Samples:
        if self.encoding is Encoding.MULAW:
            return _FROM_MULAW[np.frombuffer(audio, np.uint8)]
        return np.frombuffer(audio, np.int16)

    def to_mulaw(self, audio: bytes) -> bytes:
        if self.encoding is Encoding.MULAW:
            return audio
        return _TO_MULAW[np.frombuffer(audio, np.uint16)].tobytes()


def _decoding_table() -> Samples:
    """G.711 section 2, table 2: sign, three bits of exponent, four of mantissa, all inverted."""
    code = ~np.arange(256, dtype=np.uint8)
    exponent = (code >> 4) & 0x07
    mantissa = (code & 0x0F).astype(np.int32)
    magnitude = (((mantissa << 3) + _BIAS) << exponent) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encoding_table() -> npt.NDArray[np.uint8]:
    """Index is the sample's bits read as unsigned."""
    samples = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    sign = np.where(samples < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    code: npt.NDArray[np.uint8] = (~(sign | (exponent << 4) | mantissa)).astype(np.uint8)
    return code


_FROM_MULAW = _decoding_table()
_TO_MULAW = _encoding_table()
