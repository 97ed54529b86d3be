"""Scores windows of audio for speech with the Silero model: one session per process, one small state per call."""

from functools import cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from voicera_voice.audio.format import Samples
from voicera_voice.audio.onnx import onnx_session

WINDOW_MS = 32
_MODEL_RATE = 16000
_MODEL_WINDOW = 512
_CONTEXT = 64
_QUIET_PEAK = 16
_SETTLED_WINDOWS = 32
_RESET_AFTER_WINDOWS = 62
_CLEARLY_QUIET = 0.1
_QUIET_WINDOWS = 5

Floats = npt.NDArray[np.float32]


class SpeechScorer(Protocol):
    """Judges one call's audio, window after window."""

    @property
    def window_samples(self) -> int: ...

    def score(self, window: Samples) -> float:
        """Return the probability of speech in the next window."""


@cache
def shared_session() -> Any:
    """Load the model that ships with pipecat; its `run` may be called by any number of calls."""
    return onnx_session("audio/vad/data/silero_vad.onnx")


class SileroScorer:
    """Keeps one call's recurrent state.

    Phone audio (8000 Hz) is doubled for the model's 16000 Hz: its own 8000 Hz half misses some quiet synthetic voices
    and saves little.
    """

    def __init__(self, sample_rate_hz: int, session: Any | None = None) -> None:
        self._run = (session or shared_session()).run
        self._doubled = sample_rate_hz != _MODEL_RATE
        self.window_samples = sample_rate_hz * WINDOW_MS // 1000
        self._rate = np.array(_MODEL_RATE, dtype=np.int64)
        self._input: Floats
        self._state: Floats
        self._age = 0
        self._quiet = 0
        self._silent = 0
        self._forget()

    def score(self, window: Samples) -> float:
        if self._is_endless_silence(window):
            return 0.0
        self._take(window * np.float32(1 / 32768))
        probability, self._state = self._run(
            None, {"input": self._input, "state": self._state, "sr": self._rate}
        )
        value = float(probability[0, 0])
        self._forget_if_due(value)
        return value

    def _take(self, window: Floats) -> None:
        """Put the window behind the end of the one before."""
        audio = self._input[0]
        audio[:_CONTEXT] = audio[-_CONTEXT:]
        if self._doubled:
            audio[_CONTEXT + 1 :: 2] = window
            audio[_CONTEXT::2] = (window + np.concatenate((audio[_CONTEXT - 1 : _CONTEXT], window[:-1]))) / 2
        else:
            audio[_CONTEXT:] = window

    def _is_endless_silence(self, window: Samples) -> bool:
        """Carriers fill pauses with exact zeros: once the model has settled in them there is nothing to judge."""
        silent = int(np.abs(window).max(initial=0)) < _QUIET_PEAK
        self._silent = self._silent + 1 if silent else 0
        return self._silent > _SETTLED_WINDOWS

    def _forget_if_due(self, probability: float) -> None:
        """Music and long noise leave a state that misses the speech that follows, so it is renewed in quiet."""
        self._age += 1
        self._quiet = self._quiet + 1 if probability < _CLEARLY_QUIET else 0
        if self._age >= _RESET_AFTER_WINDOWS and self._quiet >= _QUIET_WINDOWS:
            self._forget()

    def _forget(self) -> None:
        self._input = np.zeros((1, _CONTEXT + _MODEL_WINDOW), dtype=np.float32)
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._age = 0
        self._quiet = 0
