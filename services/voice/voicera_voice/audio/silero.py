"""Scores windows of audio for speech with the Silero model: one session per process, one small state per call."""

from functools import cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from voicera_voice.audio.format import Samples
from voicera_voice.audio.onnx import onnx_session

WINDOW_MS = 32
_QUIET_PEAK = 16
_RESET_AFTER_S = 2.0
_CLEARLY_QUIET = 0.1
_QUIET_WINDOWS = 5


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
    """Keeps one call's recurrent state; works at 8000 and 16000 Hz."""

    def __init__(self, sample_rate_hz: int, session: Any | None = None) -> None:
        self._run = (session or shared_session()).run
        self.window_samples = sample_rate_hz * WINDOW_MS // 1000
        self._context = self.window_samples // 8
        self._rate = np.array(sample_rate_hz, dtype=np.int64)
        self._windows_until_reset = round(_RESET_AFTER_S * 1000 / WINDOW_MS)
        self._input: npt.NDArray[np.float32]
        self._state: npt.NDArray[np.float32]
        self._age = 0
        self._quiet = 0
        self._forget()

    def score(self, window: Samples) -> float:
        if int(np.abs(window).max(initial=0)) < _QUIET_PEAK:
            return self._digital_silence()
        self._input[0, : self._context] = self._input[0, -self._context :]
        self._input[0, self._context :] = window * np.float32(1 / 32768)
        probability, self._state = self._run(
            None, {"input": self._input, "state": self._state, "sr": self._rate}
        )
        value = float(probability[0, 0])
        self._forget_if_due(value)
        return value

    def _digital_silence(self) -> float:
        """Carriers fill pauses with exact zeros: nothing to judge, and nothing worth remembering."""
        if self._age:
            self._forget()
        return 0.0

    def _forget_if_due(self, probability: float) -> None:
        """Music and long noise leave a state that misses the speech that follows, so it is renewed in quiet."""
        self._age += 1
        self._quiet = self._quiet + 1 if probability < _CLEARLY_QUIET else 0
        if self._age >= self._windows_until_reset and self._quiet >= _QUIET_WINDOWS:
            self._forget()

    def _forget(self) -> None:
        self._input = np.zeros((1, self._context + self.window_samples), dtype=np.float32)
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._age = 0
        self._quiet = 0
