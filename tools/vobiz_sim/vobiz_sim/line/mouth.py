"""Cuts what the caller says into frames."""

import numpy as np

from vobiz_sim.audio.g711 import Samples
from vobiz_sim.ticker import FRAME_SAMPLES


class Mouth:
    def __init__(self) -> None:
        self._samples: Samples | None = None
        self._at = 0
        self.muted = False

    @property
    def busy(self) -> bool:
        return self._samples is not None

    def say(self, samples: Samples) -> None:
        """Replaces what was being said."""
        self._samples = samples if samples.size else None
        self._at = 0

    def stop(self) -> None:
        self._samples = None

    def pull(self) -> Samples | None:
        """The next frame, None for silence; a muted mouth moves on unheard."""
        if self._samples is None:
            return None
        frame = self._samples[self._at : self._at + FRAME_SAMPLES]
        self._at += FRAME_SAMPLES
        if self._at >= self._samples.size:
            self._samples = None
        if self.muted:
            return None
        return frame if frame.size == FRAME_SAMPLES else _padded(frame)


def _padded(frame: Samples) -> Samples:
    return np.concatenate([frame, np.zeros(FRAME_SAMPLES - frame.size, dtype=np.int16)])
