"""Turns what listeners hear and operators say from one encoding into the other (ITU-T G.711, mu-law)."""

from array import array
from collections.abc import Iterator
from functools import cache
from typing import Final

from voicera.common.v1 import audio_pb2

SAMPLE_BYTES: Final = 2
LONGEST_PIECE_MS: Final = 100
_BIAS: Final = 0x84
_CLIP: Final = 32635


def interleaved(caller: bytes, agent: bytes) -> bytes:
    """Return two mu-law tracks of the same length as stereo PCM: 16 bits, little-endian, the caller on the left."""
    low, high = _decoding()
    frames = bytearray(2 * SAMPLE_BYTES * len(caller))
    frames[0::4], frames[1::4] = caller.translate(low), caller.translate(high)
    frames[2::4], frames[3::4] = agent.translate(low), agent.translate(high)
    return bytes(frames)


def pieces(pcm: bytes, form: audio_pb2.AudioFormat) -> Iterator[bytes]:
    """Yield mono PCM of 16 bits in pieces the conversation takes, in its format."""
    longest = form.sample_rate_hz * LONGEST_PIECE_MS // 1000 * SAMPLE_BYTES
    for start in range(0, len(pcm), longest):
        piece = pcm[start : start + longest]
        yield _mulaw(piece) if form.encoding == audio_pb2.AUDIO_ENCODING_MULAW else piece


def _mulaw(pcm: bytes) -> bytes:
    codes = _encoding()
    return bytes(codes[sample] for sample in array("H", pcm))


@cache
def _decoding() -> tuple[bytes, bytes]:
    """Low and high bytes of the sample each code stands for."""
    samples = [_sample(code) & 0xFFFF for code in range(256)]
    return bytes(each & 0xFF for each in samples), bytes(each >> 8 for each in samples)


def _sample(code: int) -> int:
    inverted = ~code & 0xFF
    magnitude = ((((inverted & 0x0F) << 3) + _BIAS) << ((inverted >> 4) & 0x07)) - _BIAS
    return -magnitude if inverted & 0x80 else magnitude


@cache
def _encoding() -> bytes:
    """The code of each sample; the index is its bits read as unsigned."""
    positive = bytes(_code(sample, 0) for sample in range(0x8000))
    negative = bytes(_code(0x10000 - sample, 0x80) for sample in range(0x8000, 0x10000))
    return positive + negative


def _code(magnitude: int, sign: int) -> int:
    biased = min(magnitude, _CLIP) + _BIAS
    exponent = biased.bit_length() - 8
    return ~(sign | exponent << 4 | biased >> exponent + 3 & 0x0F) & 0xFF
