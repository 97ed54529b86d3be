"""Helps the speech model where it hesitates: loud windows count sooner, signal tones never do.

The model takes several windows to believe in a quiet or synthetic voice. With this, speech is noticed a window or two
sooner. White noise, clicks, ringing and keypad tones start nothing; short bursts of noise may (`bench/hearing.py`).
"""

import numpy as np
import numpy.typing as npt

from voicera_voice.audio.format import Samples

_HESITANT = 0.12
_BELIEVED = 0.36
_LOUD_OVER_FLOOR = 8.0
_LOUD_AT_LEAST = 150.0
_LOWEST_FLOOR = 10.0
_SOUND_AT_LEAST = 250.0
_SOUND_OVER_FLOOR = 4.0
_FLOOR_RISE = 1.02
_TONE_SHARE = 0.9
_TONE_FROM_HZ = 375
_PEAK_BINS = 2


class Evidence:
    """Follows one call's noise floor."""

    def __init__(self, sample_rate_hz: int, window_samples: int) -> None:
        self._floor = 50.0
        self._shape = np.hanning(window_samples).astype(np.float32)
        self._lowest_tone = _TONE_FROM_HZ * window_samples // sample_rate_hz

    def weigh(self, window: Samples, probability: float) -> float:
        """Return the probability of speech that the model's verdict and the sound itself make together."""
        loud = self._is_loud(window)
        if probability < _HESITANT:
            return probability
        if self._is_tone(window):
            return 0.0
        return max(probability, _BELIEVED) if loud else probability

    def last_sound(self, window: Samples) -> int:
        """Return one past the last sample that stands out of the noise, 0 if none does."""
        level = max(_SOUND_AT_LEAST, _SOUND_OVER_FLOOR * self._floor)
        standing_out = np.flatnonzero(np.abs(window.astype(np.int32)) >= level)
        return int(standing_out[-1]) + 1 if len(standing_out) else 0

    def _is_loud(self, window: Samples) -> bool:
        """The floor falls at once and rises by a third per second at most."""
        samples = window.astype(np.float32)
        level = float(np.sqrt(np.dot(samples, samples) / len(samples)))
        loud = level >= max(_LOUD_AT_LEAST, _LOUD_OVER_FLOOR * self._floor)
        self._floor = (
            max(level, _LOWEST_FLOOR) if level < self._floor else min(self._floor * _FLOOR_RISE, level)
        )
        return loud

    def _is_tone(self, window: Samples) -> bool:
        """Keypad and signal tones put nearly all their power on one or two frequencies above those of a voice."""
        power = np.abs(np.fft.rfft(window * self._shape)) ** 2
        total = float(power.sum()) + 1.0
        if int(power.argmax()) < self._lowest_tone:
            return False
        return (_take_peak(power) + _take_peak(power)) / total > _TONE_SHARE


def _take_peak(power: npt.NDArray[np.floating]) -> float:
    """Return the power around the highest peak and remove it."""
    peak = int(power.argmax())
    around = slice(max(0, peak - _PEAK_BINS), peak + _PEAK_BINS + 1)
    taken = float(power[around].sum())
    power[around] = 0
    return taken
