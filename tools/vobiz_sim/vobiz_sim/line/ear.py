"""Decides from the energy of what is played when the agent can be heard."""

from dataclasses import dataclass

import numpy as np

from vobiz_sim.audio.g711 import Samples

AUDIBLE_LEVEL = 256
_PAUSE = 400 * 8
_UTTERANCES_KEPT = 10_000


@dataclass(slots=True)
class Span:
    """Positions in samples; `end` is one past the last audible sample."""

    start: int
    end: int

    @property
    def length_ms(self) -> float:
        return (self.end - self.start) / 8


def audible_span(samples: Samples) -> Span | None:
    """From the first to past the last sample that can be heard."""
    if samples.max(initial=0) < AUDIBLE_LEVEL and samples.min(initial=0) > -AUDIBLE_LEVEL:
        return None
    loud = np.flatnonzero((samples >= AUDIBLE_LEVEL) | (samples <= -AUDIBLE_LEVEL))
    return Span(int(loud[0]), int(loud[-1]) + 1)


class Ear:
    """Groups audible frames into utterances; silence of 400 ms separates two."""

    def __init__(self) -> None:
        self.utterances: list[Span] = []

    def hear(self, position: int, frame: Samples) -> Span | None:
        """The audible part of the frame that starts at `position`, on the line's own scale."""
        local = audible_span(frame)
        if local is None:
            return None
        span = Span(position + local.start, position + local.end)
        if self.utterances and span.start - self.utterances[-1].end < _PAUSE:
            self.utterances[-1].end = span.end
        elif len(self.utterances) < _UTTERANCES_KEPT:
            self.utterances.append(Span(span.start, span.end))
        return span

    @property
    def last_heard(self) -> int:
        """Position past the last audible sample; -1 when nothing was heard yet."""
        return self.utterances[-1].end if self.utterances else -1

    def audible_ms(self, position: int, since: int = 0) -> float:
        """How long the agent has been talking by now, counted from `since` at the earliest; 0 when quiet."""
        if not self.utterances or position - self.last_heard >= _PAUSE:
            return 0.0
        return max(0, self.last_heard - max(since, self.utterances[-1].start)) / 8

    def silent_ms(self, position: int) -> float:
        return (position - max(self.last_heard, 0)) / 8
