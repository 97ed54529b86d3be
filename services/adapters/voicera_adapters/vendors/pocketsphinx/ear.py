"""Turns a caller's audio into what the model was trained on: 16 kHz speech with a little noise."""

from typing import Final, Protocol

import numpy as np

from voicera_adapters.audio import AudioFormat, Resampler, Samples, decode
from voicera_adapters.vendors.pocketsphinx.channel import PHONE, WIDEBAND, Channel

SAMPLE_RATE_HZ: Final = 16_000
BYTES_PER_MS: Final = SAMPLE_RATE_HZ * 2 // 1000
_PHONE_RATE_HZ: Final = 8_000
_EDGE: Final = 32_767
_QUIET: Final = 150


class _Raiser(Protocol):
    def convert(self, samples: Samples) -> Samples: ...


class Ear:
    def __init__(self, audio_format: AudioFormat) -> None:
        rate_hz = audio_format.sample_rate_hz
        is_phone = rate_hz == _PHONE_RATE_HZ
        self.channels: tuple[Channel, ...] = PHONE if is_phone else WIDEBAND
        self._encoding = audio_format.encoding
        self._raise: _Raiser = PhoneUpsampler() if is_phone else Resampler(rate_hz, SAMPLE_RATE_HZ, "QQ")
        self._noise = ComfortNoise()
        self._heard_bytes = 0

    @property
    def heard_ms(self) -> int:
        return self._heard_bytes // BYTES_PER_MS

    def hear(self, audio: bytes) -> bytes:
        samples = self._noise.add(self._raise.convert(decode(audio, self._encoding)))
        self._heard_bytes += samples.size * 2
        return samples.astype("<i2", copy=False).tobytes()


def is_quiet(heard: bytes) -> bool:
    """True for audio that holds nothing but a little noise."""
    samples = np.frombuffer(heard, dtype="<i2")
    return not samples.size or int(np.abs(samples).max()) <= _QUIET


class PhoneUpsampler:
    """Raises live 8 kHz audio to 16 kHz with 2 ms of delay and a faint mirror image above 4 kHz.

    The model judges the upper band too; the mirrored spectrum at a tenth of its strength looks more like speech to it
    than silence does: false accepts fell from 28 in 118 to 1 in 59 with as many sentences understood.
    """

    _TAPS: Final = 16
    _MIRROR: Final = 0.1

    def __init__(self) -> None:
        position = np.arange(-self._TAPS, self._TAPS) + 0.5
        taps = np.sinc(position) * (0.5 + 0.5 * np.cos(np.pi * position / self._TAPS))
        self._taps = (taps / taps.sum()).astype(np.float32)
        self._history = np.zeros(2 * self._TAPS - 1, dtype=np.float32)

    def convert(self, samples: Samples) -> Samples:
        """Return two samples for each."""
        if not samples.size:
            return samples
        window = np.concatenate([self._history, samples.astype(np.float32)])
        self._history = window[window.size - self._history.size :]
        known = window[self._TAPS - 1 : self._TAPS - 1 + samples.size]
        raised = np.empty(samples.size * 2, dtype=np.float32)
        raised[0::2] = known * (1 + self._MIRROR)
        raised[1::2] = np.convolve(window, self._taps, "valid") * (1 - self._MIRROR)
        return np.clip(np.rint(raised), -_EDGE, _EDGE).astype(np.int16)


class ComfortNoise:
    """Covers digital silence, which no microphone made and the model takes for anything but silence."""

    _LEVEL: Final = 10
    _TABLE: Final = np.rint(np.random.default_rng(0).standard_normal(SAMPLE_RATE_HZ) * _LEVEL).astype(
        np.int32
    )

    def __init__(self) -> None:
        self._at = 0

    def add(self, samples: Samples) -> Samples:
        positions = np.arange(self._at, self._at + samples.size)
        self._at = (self._at + samples.size) % self._TABLE.size
        noisy = samples + self._TABLE.take(positions, mode="wrap")
        clipped: Samples = np.clip(noisy, -_EDGE, _EDGE).astype(np.int16)
        return clipped
