"""Knows how lines and voices colour speech, so that the first words of a call are heard as well as the last.

pocketsphinx subtracts the mean spectrum it has heard so far; started from its wideband default it mishears the first
sentences of a phone call. The means below were taken from espeak voices through 8 kHz mu-law and at 16 kHz
(`bench/channels.py`); the nearest is the start of a call's first utterance.
"""

import math
from dataclasses import dataclass
from typing import Final, Self

_WEIGHT_FRAMES: Final = 500
"""How many frames a mean that was set counts for in pocketsphinx."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A mean cepstrum; the first coefficient is loudness."""

    mean: tuple[float, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(tuple(float(each) for each in text.split(",")))

    @property
    def text(self) -> str:
        return ",".join(f"{each:g}" for each in self.mean)

    def without(self, start: Self, frames: int) -> "Channel":
        """Return the mean of the `frames` heard since `start` was set."""
        pairs = zip(self.mean, start.mean, strict=True)
        return Channel(tuple(new + (new - old) * _WEIGHT_FRAMES / max(frames, 1) for new, old in pairs))

    def distance(self, other: Self) -> float:
        return math.dist(self.mean[1:], other.mean[1:])


PHONE: Final = (
    Channel((49.2, -6.3, -24.0, 1.5, -4.8, -16.1, 2.5, -15.6, 2.4, -5.8, -4.3, 2.1, -7.4)),
    Channel((54.2, -0.6, -6.8, 16.7, -8.1, -12.6, 0.3, -14.5, -0.9, -3.7, -4.7, 1.9, -7.1)),
)
WIDEBAND: Final = (
    Channel((49.4, -6.3, -25.3, 6.3, -12.5, -6.5, -6.3, -10.1, 1.2, -8.5, 0.9, -4.0, -2.4)),
    Channel((55.0, -3.5, -3.8, 19.5, -15.6, -2.9, -10.9, -6.1, -4.4, -5.7, 2.2, -6.0, -0.7)),
)
