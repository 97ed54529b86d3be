"""Holds the audio a product sent ahead and lets it out in real time, markers included."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from vobiz_sim.audio.g711 import Samples
from vobiz_sim.line.ear import audible_span
from vobiz_sim.ticker import FRAME_SAMPLES

_SHORT_GAP = 250 * 8
_ENDING_FRAMES = 3
"""Inside a sentence it is seldom quiet for longer: a closed consonant takes up to 60 ms."""
_GAPS_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Marker:
    name: str


@dataclass(slots=True)
class Starvation:
    """Gaps inside an utterance no checkpoint had ended; lengths in samples."""

    count: int = 0
    total: int = 0
    longest: int = 0

    def note(self, gap: int) -> None:
        self.count += 1
        self.total += gap
        self.longest = max(self.longest, gap)


class Playback:
    """A queue of 8 kHz samples and markers; audio beyond `limit_ms` is refused and counted."""

    def __init__(self, limit_ms: int = 600_000) -> None:
        self._items: deque[Samples | Marker] = deque()
        self._limit = limit_ms * 8
        self._idle = 0
        self._mid_utterance = False
        self._latest: deque[Samples] = deque(maxlen=_ENDING_FRAMES)
        self.queued = 0
        self.refused = 0
        self.starvation = Starvation()
        self.gaps: list[int] = []
        """Like starvation, one by one and whether or not a checkpoint came before; in samples."""

    def push(self, samples: Samples) -> None:
        if not samples.size:
            return
        if self.queued + samples.size > self._limit:
            self.refused += samples.size
            return
        if not self.queued and self._is_late():
            self._note_gap()
        self._items.append(samples)
        self.queued += samples.size

    def mark(self, name: str) -> None:
        self._items.append(Marker(name))

    def clear(self) -> int:
        """Drops everything and voids the markers; returns the samples that will not be heard."""
        dropped = self.queued
        self._items.clear()
        self.queued = 0
        self._mid_utterance = False
        self._latest.clear()
        return dropped

    def _is_late(self) -> bool:
        """Silence after a quiet end is the product's pause, unless it is short; no sentence ends aloud."""
        if not self._latest or not self._idle:
            return False
        return self._idle <= _SHORT_GAP or any(audible_span(frame) for frame in self._latest)

    def _note_gap(self) -> None:
        if self._mid_utterance:
            self.starvation.note(self._idle)
        if len(self.gaps) < _GAPS_KEPT:
            self.gaps.append(self._idle)

    def pull(self) -> tuple[Samples | None, list[str]]:
        """The next frame (None for silence) and the markers whose audio has been played by now."""
        reached: list[str] = []
        if not self._items:
            self._idle += FRAME_SAMPLES
            return None, reached
        frame = self._next(reached)
        if frame is not None:
            self._latest.append(frame)
        return frame, reached

    def _next(self, reached: list[str]) -> Samples | None:
        head = self._items[0]
        if isinstance(head, Marker) or head.size != FRAME_SAMPLES:
            return self._assemble(reached)
        self._items.popleft()
        self._count(FRAME_SAMPLES)
        return head

    def _assemble(self, reached: list[str]) -> Samples | None:
        parts: list[Samples] = []
        wanted = FRAME_SAMPLES
        while self._items and wanted:
            head = self._items.popleft()
            if isinstance(head, Marker):
                reached.append(head.name)
                self._mid_utterance = False
                continue
            if head.size > wanted:
                self._items.appendleft(head[wanted:])
                head = head[:wanted]
            parts.append(head)
            wanted -= head.size
            self._count(head.size)
        self._idle += wanted
        return self._padded(parts, wanted)

    @staticmethod
    def _padded(parts: list[Samples], missing: int) -> Samples | None:
        if not parts:
            return None
        if missing:
            parts.append(np.zeros(missing, dtype=np.int16))
        return np.concatenate(parts)

    def _count(self, played: int) -> None:
        self.queued -= played
        self._idle = 0
        self._mid_utterance = True
