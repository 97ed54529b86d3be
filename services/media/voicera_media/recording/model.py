"""Audio as it arrives and recordings as they are read."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """Both tracks from `start_sample` on, mu-law, one byte a sample and equally long."""

    start_sample: int
    caller: bytes
    agent: bytes

    @property
    def end_sample(self) -> int:
        return self.start_sample + len(self.caller)

    def since(self, sample: int) -> Self:
        """Return the part from `sample` on."""
        if sample <= self.start_sample:
            return self
        skipped = sample - self.start_sample
        return type(self)(sample, self.caller[skipped:], self.agent[skipped:])


@dataclass(frozen=True, slots=True)
class Recording:
    """A WAV file as it is now; it is complete if it will not grow any more."""

    call_id: str
    samples: int
    sample_rate_hz: int
    is_complete: bool
