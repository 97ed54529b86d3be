"""Shapes espeak's samples for the line: cuts silence, changes the rate, encodes, and cuts pieces of 100 ms."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from voicera_adapters.audio import AudioFormat, Resampler, Samples, encode

PIECE_MS: Final = 100
_QUIET: Final = 150
"""Samples up to this are silence: -47 dB of full scale, below espeak's softest fricatives."""

_ONSET_MS: Final = 5
_NOTHING: Final = np.empty(0, dtype=np.int16)


class Trimmer:
    """Leaves a few milliseconds before the first sound and `gap_ms` after the last; not trimming keeps all."""

    def __init__(self, sample_rate_hz: int, gap_ms: int, *, is_on: bool) -> None:
        self._is_on = is_on
        self._gap = sample_rate_hz * gap_ms // 1000
        self._onset = sample_rate_hz * _ONSET_MS // 1000
        self._quiet = _NOTHING
        self._has_begun = False
        self.trimmed = 0
        """How many samples were cut off at the beginning."""

    def push(self, samples: Samples) -> Samples:
        if not self._is_on:
            return samples
        held = np.concatenate([self._quiet, samples])
        loud = np.flatnonzero((held > _QUIET) | (held < -_QUIET))
        if not loud.size:
            self._quiet = held
            return _NOTHING
        end = int(loud[-1]) + 1
        self._quiet = held[end:]
        return held[self._start(int(loud[0])) : end]

    def finish(self) -> Samples:
        """Return the silence after the last sound."""
        if not self._has_begun:
            return _NOTHING
        quiet = self._quiet[: self._gap]
        return np.concatenate([quiet, np.zeros(self._gap - quiet.size, dtype=np.int16)])

    def _start(self, first_loud: int) -> int:
        if self._has_begun:
            return 0
        self._has_begun = True
        self.trimmed = max(first_loud - self._onset, 0)
        return self.trimmed


class Shaper:
    def __init__(self, sample_rate_hz: int, wanted: AudioFormat, trimmer: Trimmer) -> None:
        self._trimmer = trimmer
        self._resampler = Resampler(sample_rate_hz, wanted.sample_rate_hz)
        self._encoding = wanted.encoding
        self._piece_bytes = wanted.sample_rate_hz * PIECE_MS // 1000 * wanted.encoding.value
        self._pending = bytearray()

    def push(self, samples: Samples) -> Iterator[bytes]:
        """Yield the pieces that are complete."""
        self._add(self._resampler.convert(self._trimmer.push(samples)))
        while len(self._pending) >= self._piece_bytes:
            yield bytes(self._pending[: self._piece_bytes])
            del self._pending[: self._piece_bytes]

    def finish(self) -> Iterator[bytes]:
        """Yield what is left."""
        self._add(self._resampler.convert(self._trimmer.finish(), last=True))
        for at in range(0, len(self._pending), self._piece_bytes):
            yield bytes(self._pending[at : at + self._piece_bytes])

    def _add(self, samples: Samples) -> None:
        self._pending += encode(samples, self._encoding)
