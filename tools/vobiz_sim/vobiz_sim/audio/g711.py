"""Mu-law companding by table (ITU-T G.711)."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

SILENCE = 0xFF
_BIAS = 132
_CLIP = 32635


def _decoding_table() -> Samples:
    code = ~np.arange(256, dtype=np.uint8)
    exponent = (code >> 4) & 7
    mantissa = (code & 15).astype(np.int32)
    magnitude = (((mantissa << 3) + _BIAS) << exponent) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encoding_table() -> npt.NDArray[np.uint8]:
    sample = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    magnitude = np.minimum(np.abs(sample), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 15
    sign = np.where(sample < 0, 0x80, 0)
    code: npt.NDArray[np.uint8] = (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)
    return code


_DECODE = _decoding_table()
_ENCODE = _encoding_table()


def decode(companded: bytes) -> Samples:
    return _DECODE[np.frombuffer(companded, dtype=np.uint8)]


def encode(samples: Samples) -> bytes:
    return _ENCODE[samples.view(np.uint16)].tobytes()
