"""Makes sounds to listen to, and measures those that come."""

import array
import math
import sys
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from voicera.common.v1 import audio_pb2

Samples: TypeAlias = "array.array[int]"
_LOUDEST = 32_767
_BIAS, _CLIP = 132, 32_635
_PITCH_HZ = 120
_BLOCKS_PER_S = 10


@dataclass(frozen=True, slots=True)
class Format:
    encoding: int
    sample_rate_hz: int

    @property
    def message(self) -> audio_pb2.AudioFormat:
        encoding = audio_pb2.AudioEncoding.ValueType(self.encoding)
        return audio_pb2.AudioFormat(encoding=encoding, sample_rate_hz=self.sample_rate_hz)

    @property
    def sample_bytes(self) -> int:
        return 1 if self.encoding == audio_pb2.AUDIO_ENCODING_MULAW else 2

    def duration_ms(self, audio: bytes) -> float:
        return len(audio) / self.sample_bytes * 1000 / self.sample_rate_hz

    def blocks(self, audio: bytes) -> list[bytes]:
        """Return it in messages of 100 ms."""
        size = self.sample_rate_hz // _BLOCKS_PER_S * self.sample_bytes
        return [audio[at : at + size] for at in range(0, len(audio), size)]

    def encode(self, samples: Samples) -> bytes:
        if self.encoding == audio_pb2.AUDIO_ENCODING_MULAW:
            return bytes(_mulaw(each) for each in samples)
        return _little_endian(samples).tobytes()

    def decode(self, audio: bytes) -> Samples:
        if self.encoding == audio_pb2.AUDIO_ENCODING_MULAW:
            return array.array("h", (_DECODED[each] for each in audio))
        return _little_endian(array.array("h", audio))

    def __str__(self) -> str:
        name = "mu-law" if self.encoding == audio_pb2.AUDIO_ENCODING_MULAW else "PCM"
        return f"{self.sample_rate_hz} Hz {name}"


PHONE = Format(audio_pb2.AUDIO_ENCODING_MULAW, 8_000)
BROWSER = Format(audio_pb2.AUDIO_ENCODING_PCM_S16LE, 16_000)


def silence(duration_ms: int, form: Format) -> bytes:
    return form.encode(array.array("h", bytes(2 * _count(duration_ms, form))))


def buzz(duration_ms: int, form: Format) -> bytes:
    """Return something with the pitch and the syllables of a voice, which says nothing."""

    def sample(at: int) -> int:
        seconds = at / form.sample_rate_hz
        syllable = 0.5 - 0.5 * math.cos(2 * math.pi * 4 * seconds)
        harmonics = sum(math.sin(2 * math.pi * _PITCH_HZ * each * seconds) / each for each in range(1, 9))
        return int(6_000 * syllable * harmonics)

    return form.encode(array.array("h", map(sample, range(_count(duration_ms, form)))))


def clipped(duration_ms: int, form: Format) -> bytes:
    """Return the loudest there is: a square wave from end to end of the scale."""
    half = form.sample_rate_hz // 400
    levels = ((-_LOUDEST - 1, _LOUDEST)[at // half % 2] for at in range(_count(duration_ms, form)))
    return form.encode(array.array("h", levels))


def recorded(path: Path) -> tuple[Format, bytes]:
    """Return a WAV file of 16-bit mono samples. Raises OSError, EOFError and wave.Error."""
    with wave.open(str(path), "rb") as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, 2):
            raise wave.Error(f"{path} must hold 16-bit mono samples")
        form = Format(audio_pb2.AUDIO_ENCODING_PCM_S16LE, file.getframerate())
        return form, file.readframes(file.getnframes())


@dataclass(frozen=True, slots=True)
class Loudness:
    peak: int
    rms: float

    @property
    def is_audible(self) -> bool:
        return self.peak >= 1_000 and self.rms >= 100  # noqa: PLR2004 - 30 dB and 50 dB below the loudest

    def __str__(self) -> str:
        return f"a peak of {self.peak} and a mean level of {self.rms:.0f}, of {_LOUDEST}"


def loudness(samples: Samples) -> Loudness:
    if not samples:
        return Loudness(0, 0.0)
    mean = sum(samples) / len(samples)
    power = sum((each - mean) ** 2 for each in samples) / len(samples)
    return Loudness(max(abs(each) for each in samples), math.sqrt(power))


def _count(duration_ms: int, form: Format) -> int:
    return duration_ms * form.sample_rate_hz // 1000


def _little_endian(samples: Samples) -> Samples:
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples


def _mulaw(sample: int) -> int:
    """Return the byte of a sample (G.711)."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), _CLIP) + _BIAS
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> (exponent + 3) & 15) & 0xFF


def _linear(code: int) -> int:
    inverted = ~code & 0xFF
    magnitude = ((2 * (inverted & 15) + 33) << ((inverted >> 4 & 7) + 2)) - _BIAS
    return -magnitude if inverted & 0x80 else magnitude


_DECODED = tuple(_linear(code) for code in range(256))
