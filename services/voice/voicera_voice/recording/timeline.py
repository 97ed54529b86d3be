"""Places moments on the recording's clock, which starts when the media connection opens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeline:
    """`origin` is the monotonic time of sample 0."""

    origin: float
    sample_rate_hz: int

    def ms(self, at: float) -> int:
        return max(0, round((at - self.origin) * 1000))

    def sample(self, at: float) -> int:
        return max(0, round((at - self.origin) * self.sample_rate_hz))
