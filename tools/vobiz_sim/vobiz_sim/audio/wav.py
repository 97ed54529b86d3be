"""Sixteen-bit WAV files, read to and written from arrays of samples."""

import io
import wave
from pathlib import Path

import numpy as np

from vobiz_sim.audio.g711 import Samples
from vobiz_sim.audio.rate import LINE_HZ, resample

_WIDTH = 2


def read(path: Path) -> Samples:
    """The first channel at 8 kHz. Raises ValueError for anything but 16-bit PCM."""
    with wave.open(str(path), "rb") as source:
        if source.getsampwidth() != _WIDTH:
            raise ValueError(f"{path.name} is not 16-bit PCM")
        frames = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
        return resample(frames[:: source.getnchannels()].astype(np.int16), source.getframerate(), LINE_HZ)


def encode(*channels: Samples) -> bytes:
    """One channel, or several of equal length interleaved, at 8 kHz."""
    target = io.BytesIO()
    with wave.open(target, "wb") as sink:
        sink.setnchannels(len(channels))
        sink.setsampwidth(_WIDTH)
        sink.setframerate(LINE_HZ)
        sink.writeframes(np.stack(channels, axis=1).astype("<i2").tobytes())
    return target.getvalue()
