"""Sample-rate changes: whole recordings by spectrum, live audio by a filter that keeps its state."""

import numpy as np

from vobiz_sim.audio.g711 import Samples

LINE_HZ = 8000
_TAPS_PER_FACTOR = 16


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Converts a whole recording; both ends should be quiet, the spectrum treats it as periodic."""
    if from_hz == to_hz or not samples.size:
        return samples
    length = round(samples.size * to_hz / from_hz)
    spectrum = np.fft.rfft(samples.astype(np.float64))
    resized = np.zeros(length // 2 + 1, dtype=np.complex128)
    shared = min(resized.size, spectrum.size)
    resized[:shared] = spectrum[:shared]
    return _clipped(np.fft.irfft(resized, length) * (length / samples.size))


class Downsampler:
    """Reduces live audio by a whole factor; chunks may have any length."""

    def __init__(self, factor: int) -> None:
        self._factor = factor
        half = _TAPS_PER_FACTOR * factor // 2
        position = np.arange(-half, half + 1)
        taps = np.sinc(position * 0.9 / factor) * np.hamming(position.size)
        self._taps = taps / taps.sum()
        self._history = np.zeros(position.size - 1)
        self._phase = 0

    def __call__(self, samples: Samples) -> Samples:
        window = np.concatenate([self._history, samples])
        self._history = window[window.size - self._history.size :]
        filtered = np.convolve(window, self._taps, "valid") if samples.size else window[:0]
        kept = filtered[self._phase :: self._factor]
        self._phase = (self._phase - samples.size) % self._factor
        return _clipped(kept)


class Doubler:
    """Raises live audio from 8 to 16 kHz by drawing straight lines between samples."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, samples: Samples) -> Samples:
        if not samples.size:
            return samples
        wide = np.empty(samples.size + 1, dtype=np.int32)
        wide[0], wide[1:] = self._last, samples
        self._last = int(samples[-1])
        doubled = np.empty(samples.size * 2, dtype=np.int16)
        doubled[0::2] = (wide[:-1] + wide[1:]) >> 1
        doubled[1::2] = samples
        return doubled


def _clipped(values: np.typing.NDArray[np.float64]) -> Samples:
    return np.clip(np.rint(values), -32768, 32767).astype(np.int16)
