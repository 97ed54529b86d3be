"""Writes WAV files as vendors do."""

import struct


def wav(audio: bytes, rate_hz: int, *, code: int = 1, bits: int = 16, channels: int = 1) -> bytes:
    size = bits // 8 * channels
    form = struct.pack("<HHIIHH", code, channels, rate_hz, rate_hz * size, size, bits)
    fact = b"fact" + struct.pack("<II", 4, len(audio) // size)
    rest = b"WAVE" + b"fmt " + struct.pack("<I", len(form)) + form + fact
    rest += b"data" + struct.pack("<I", len(audio)) + audio
    return b"RIFF" + struct.pack("<I", len(rest)) + rest
