"""Finds where speech begins and ends in a caller's audio."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from voicera_voice.audio.evidence import Evidence
from voicera_voice.audio.format import Samples
from voicera_voice.audio.silero import SpeechScorer

_SPEECH_BEGINS_AT = 0.35
_SPEECH_GOES_ON_AT = 0.25
_EARLY_MS = 120
_FORGIVEN_WINDOWS = 1
_LAGGING_WINDOWS = 3
"""The model hears on for so long after the last sound."""


class Edge(Enum):
    NOTICED = auto()
    """Speech has lasted long enough for the recognizer to open its ears; it may yet prove too short to count."""
    DISMISSED = auto()
    """What was noticed ended before it counted as speech."""
    STARTED = auto()
    """Speech has lasted `speech_start_ms`: the caller speaks."""
    STOPPED = auto()
    """Nothing was heard for `stop_ms`."""


@dataclass(frozen=True, slots=True)
class SpeechEdge:
    """`sample` is where the speech itself began or ended, not where that was noticed."""

    edge: Edge
    sample: int


class VoiceActivity:
    """Cuts audio into windows, scores them, and applies the times with hysteresis."""

    def __init__(self, scorer: SpeechScorer, sample_rate_hz: int, speech_start_ms: int, stop_ms: int) -> None:
        self._scorer = scorer
        self._window = scorer.window_samples
        self._evidence = Evidence(sample_rate_hz, self._window)
        window_ms = self._window * 1000 / sample_rate_hz
        # Speech reaches into the windows before and after those it fills, so whole windows are counted.
        self._windows_to_start = max(1, int(speech_start_ms / window_ms))
        self._windows_to_notice = max(1, int(min(speech_start_ms, _EARLY_MS) / window_ms))
        self._stop_samples = stop_ms * sample_rate_hz // 1000
        self._pending = np.zeros(0, np.int16)
        self._heard = 0
        self._voiced = 0
        self._unvoiced = 0
        self._began_at = 0
        self._ended_at = 0
        self.speaking = False

    @property
    def heard(self) -> int:
        """Samples judged so far."""
        return self._heard

    def hear(self, samples: Samples) -> Iterator[SpeechEdge]:
        pending = np.concatenate((self._pending, samples)) if len(self._pending) else samples
        whole = len(pending) // self._window * self._window
        for start in range(0, whole, self._window):
            yield from self._judge(pending[start : start + self._window])
        self._pending = pending[whole:]

    def _judge(self, window: Samples) -> Iterator[SpeechEdge]:
        probability = self._scorer.score(window)
        probability = self._evidence.weigh(window, probability)
        begin = self._heard
        self._heard += self._window
        threshold = _SPEECH_GOES_ON_AT if self._voiced else _SPEECH_BEGINS_AT
        if probability >= threshold:
            yield from self._with_speech(begin, self._evidence.last_sound(window))
        else:
            yield from self._without_speech()

    def _with_speech(self, begin: int, last_sound: int) -> Iterator[SpeechEdge]:
        """`last_sound` is one past the window's last sample that stands out, 0 if none does."""
        if self._voiced == 0 and not self.speaking:
            self._began_at = begin
        self._voiced += 1
        self._unvoiced = 0
        lag = self._heard - _LAGGING_WINDOWS * self._window
        self._ended_at = begin + last_sound if last_sound else max(self._ended_at, lag)
        if self.speaking:
            return
        if self._voiced == self._windows_to_notice:
            yield SpeechEdge(Edge.NOTICED, self._began_at)
        if self._voiced >= self._windows_to_start:
            self.speaking = True
            yield SpeechEdge(Edge.STARTED, self._began_at)

    def _without_speech(self) -> Iterator[SpeechEdge]:
        self._unvoiced += 1
        if self.speaking and self._heard - self._ended_at >= self._stop_samples:
            self.speaking = False
            self._voiced = 0
            yield SpeechEdge(Edge.STOPPED, self._ended_at)
        elif not self.speaking and self._voiced and self._unvoiced > _FORGIVEN_WINDOWS:
            noticed = self._voiced >= self._windows_to_notice
            self._voiced = 0
            if noticed:
                yield SpeechEdge(Edge.DISMISSED, self._ended_at)
