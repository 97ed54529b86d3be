"""Bounds how many messages a connection may send beyond real time."""

from dataclasses import dataclass, field
from typing import Final

MESSAGES_PER_S: Final = 150
"""Audio comes 50 times a second and every piece played is reported; three times that is no conversation."""
BURST: Final = 600


@dataclass(slots=True)
class Flow:
    """A bucket that fills at `MESSAGES_PER_S` and holds what a stalled network may deliver at once."""

    now: float
    _left: float = field(default=BURST, init=False)

    def admits(self, now: float) -> bool:
        """Count one message at `now`, in seconds; False when it is one too many."""
        self._left = min(BURST, self._left + (now - self.now) * MESSAGES_PER_S) - 1
        self.now = now
        return self._left >= 0
