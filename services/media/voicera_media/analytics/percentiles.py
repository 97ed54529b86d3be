"""Percentiles of many whole numbers without keeping each of them."""

import math
from collections import Counter
from collections.abc import Mapping
from typing import Final

MAX_DISTINCT: Final = 4096
"""Up to so many different values, and therefore so many calls at the least, percentiles are exact."""
_STEP: Final = math.log(1.01)


class Distribution:
    """Counts values; beyond `MAX_DISTINCT` different ones they are rounded, which moves a percentile by 1 % at most."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._is_rounded = False

    def add(self, value: int, times: int = 1) -> None:
        self._counts[_rounded(value) if self._is_rounded else value] += times
        if not self._is_rounded and len(self._counts) > MAX_DISTINCT:
            self._round()

    def include(self, other: "Distribution") -> None:
        for value, times in other.counts.items():
            self.add(value, times)

    @property
    def counts(self) -> Mapping[int, int]:
        """How often each value came, as far as it is known."""
        return self._counts

    def percentile(self, percent: int) -> int:
        """Return the nearest-rank percentile; 0 of nothing."""
        rank = max(math.ceil(self._counts.total() * percent / 100), 1)
        for value in sorted(self._counts):
            rank -= self._counts[value]
            if rank <= 0:
                return value
        return 0

    def _round(self) -> None:
        """The steps are fine where values are small, so that there are at most about 2,200 of them below 2**31."""
        exact, self._counts, self._is_rounded = self._counts, Counter(), True
        for value, times in exact.items():
            self._counts[_rounded(value)] += times


def _rounded(value: int) -> int:
    if value <= 0:
        return 0
    return round(math.exp(round(math.log(value) / _STEP) * _STEP))
