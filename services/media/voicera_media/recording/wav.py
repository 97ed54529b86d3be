"""Makes the bytes of WAV files: caller left, agent right, 16-bit PCM."""

import struct
from typing import Final

HEADER_BYTES: Final = 44
FRAME_BYTES: Final = 4
"""One sample of both channels."""
PAIR_BYTES: Final = 2
"""One sample of both tracks as the blocks keep it: caller's mu-law byte, agent's mu-law byte."""

_CHANNELS: Final = 2
_SAMPLE_BITS: Final = 16
_PCM: Final = 1


def file_size(samples: int) -> int:
    return HEADER_BYTES + samples * FRAME_BYTES


def samples_in(size_bytes: int) -> int:
    """Return how many whole samples a file of this size has."""
    return max(0, size_bytes - HEADER_BYTES) // FRAME_BYTES


def header(samples: int, sample_rate_hz: int) -> bytes:
    content = samples * FRAME_BYTES
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        HEADER_BYTES - 8 + content,
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        _CHANNELS,
        sample_rate_hz,
        sample_rate_hz * FRAME_BYTES,
        FRAME_BYTES,
        _SAMPLE_BITS,
        b"data",
        content,
    )


def paired(caller: bytes, agent: bytes) -> bytes:
    """Interleave two mu-law tracks of the same length."""
    pairs = bytearray(len(caller) * PAIR_BYTES)
    pairs[0::2] = caller
    pairs[1::2] = agent
    return bytes(pairs)


def decoded(pairs: bytes) -> bytes:
    """Turn pairs of mu-law bytes into frames of little-endian 16-bit PCM."""
    frames = bytearray(len(pairs) * 2)
    frames[0::2] = pairs.translate(_LOW_BYTES)
    frames[1::2] = pairs.translate(_HIGH_BYTES)
    return bytes(frames)


def _linear(code: int) -> int:
    """Expand one mu-law code, ITU-T G.711."""
    inverted = ~code & 0xFF
    magnitude = (((inverted & 0x0F) << 3) + 0x84) << ((inverted & 0x70) >> 4)
    return 0x84 - magnitude if inverted & 0x80 else magnitude - 0x84


_LOW_BYTES: Final = bytes(_linear(code) & 0xFF for code in range(256))
_HIGH_BYTES: Final = bytes(_linear(code) >> 8 & 0xFF for code in range(256))
