"""Keeps account of how the adapters did in the last minutes: answers, failures, times to the first byte."""

import math
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from voicera_adapters.contract import Description, Modality
from voicera_kit.errors import DeadlineExceeded, ServiceError, Unavailable

WINDOW_S: Final = 900
_SLICE_S: Final = 60
_SLICES: Final = WINDOW_S // _SLICE_S
_GROWTH: Final = 1.05
"""Times are counted by steps of this factor, so what is told of them is right to within 3 %."""
_FAILURES: Final = (Unavailable, DeadlineExceeded, TimeoutError)
"""What the vendor or the network is to blame for: keys, quotas, rate limits and requests are the organization's."""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Summary:
    """The median and the 95th percentile are 0 where nothing came."""

    requests: int
    failures: int
    first_byte_p50_ms: float
    first_byte_p95_ms: float


@dataclass(slots=True)
class _Slice:
    """One minute; `times` counts steps, of which there are a few hundred at most."""

    minute: int
    requests: int = 0
    failures: int = 0
    times: Counter[int] = field(default_factory=Counter)


class Record:
    """What one adapter did."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._slices: deque[_Slice] = deque(maxlen=_SLICES)

    def asked(self) -> "Asking":
        """Count what happens inside as an answer asked of the vendor."""
        return Asking(self, counts=True)

    def noticing(self) -> "Asking":
        """Count what happens inside only if it fails."""
        return Asking(self, counts=False)

    def add(self, first_byte_ms: float | None, *, failed: bool) -> None:
        minute = self._minute()
        if not self._slices or self._slices[-1].minute != minute:
            self._slices.append(_Slice(minute))
        newest = self._slices[-1]
        newest.requests += 1
        newest.failures += failed
        if first_byte_ms is not None:
            newest.times[_step(first_byte_ms)] += 1

    def summary(self) -> Summary | None:
        """Return what is known of the last minutes; None without an answer in them."""
        oldest = self._minute() - _SLICES
        slices = [each for each in self._slices if each.minute > oldest]
        if not slices:
            return None
        times = sum((each.times for each in slices), Counter[int]())
        return Summary(
            requests=sum(each.requests for each in slices),
            failures=sum(each.failures for each in slices),
            first_byte_p50_ms=_quantile(times, 0.5),
            first_byte_p95_ms=_quantile(times, 0.95),
        )

    def _minute(self) -> int:
        return int(self.clock() // _SLICE_S)


class Asking:
    """One answer asked of a vendor. One that is canceled before its first byte says nothing of the vendor."""

    def __init__(self, record: Record, *, counts: bool) -> None:
        self._record = record
        self._counts = counts
        self._began = record.clock()
        self.first_byte_ms: float | None = None

    def begins(self) -> None:
        """What was done so far does not count as waiting for the vendor."""
        self._began = self._record.clock()

    def answered(self) -> None:
        """A result came; only the first time counts."""
        if self.first_byte_ms is None:
            self.first_byte_ms = (self._record.clock() - self._began) * 1000

    def __enter__(self) -> Self:
        self.begins()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        failed = isinstance(error, _FAILURES)
        is_told = error is None or isinstance(error, ServiceError) or self.first_byte_ms is not None
        if failed or (self._counts and is_told):
            self._record.add(self.first_byte_ms, failed=failed)


class Health:
    """The records of the adapters of this process."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._records: dict[tuple[str, Modality], Record] = {}

    def of(self, description: Description) -> Record:
        return self._records.setdefault((description.id, description.modality), Record(self._clock))


def _step(time_ms: float) -> int:
    return max(0, round(math.log(max(time_ms, 1.0), _GROWTH)))


def _quantile(times: Counter[int], share: float) -> float:
    """Return the time that this share of all was not above, in milliseconds; 0 of none."""
    left = math.ceil(times.total() * share)
    for step in sorted(times):
        left -= times[step]
        if left <= 0:
            return float(_GROWTH**step)
    return 0.0
