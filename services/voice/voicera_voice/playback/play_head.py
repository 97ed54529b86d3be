"""Knows where playback stands: by the front's reports, or by the clock if none come."""

from voicera_kit.clock import Clock

_GRACE_WITHOUT_REPORTS_S = 0.25
_GRACE_WITH_REPORTS_S = 1.5
_MOST_ENDS = 1000
"""Pieces whose end is remembered: more than can be on their way."""


class PlayHead:
    """Counts the pieces sent in a call and models when each will have been played. Times are monotonic."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ends: dict[int, float] = {}
        self._reports = False
        self.sent = 0
        self.played = 0
        self.ends_at = 0.0

    @property
    def lead_s(self) -> float:
        """How far sending is ahead of playback."""
        return self.ends_at - self._clock.monotonic()

    @property
    def outstanding(self) -> bool:
        """True if a piece was sent that may not have been played to its end."""
        grace = _GRACE_WITH_REPORTS_S if self._reports else 0.0
        return self.sent > self.played and self.lead_s > -grace

    @property
    def grace_left_s(self) -> float:
        """How long to wait for the word that everything was played; 0 or less once it was, or will not come."""
        if self.played >= self.sent:
            return 0.0
        return self.lead_s + (_GRACE_WITH_REPORTS_S if self._reports else _GRACE_WITHOUT_REPORTS_S)

    def send(self, duration_s: float) -> tuple[int, float]:
        """Note one more piece; return its sequence number and when its playback begins."""
        begins_at = max(self._clock.monotonic(), self.ends_at)
        self.sent += 1
        self.ends_at = begins_at + duration_s
        self._ends[self.sent] = self.ends_at
        self._ends.pop(self.sent - _MOST_ENDS, None)
        return self.sent, begins_at

    def report(self, sequence: int, left_s: float) -> bool:
        """The front says this piece was played, with `left_s` of audio sent after it; False if that is no news."""
        self._reports = True
        if sequence <= self.played:
            return False
        self.played = min(sequence, self.sent)
        self.ends_at = max(self.ends_at, self._clock.monotonic() + left_s)
        return True

    def last_heard(self) -> int:
        """Return the last piece known, or without reports believed, to have been played."""
        if self._reports:
            return self.played
        now = self._clock.monotonic()
        return max([self.played, *(sequence for sequence, end in self._ends.items() if end <= now)])

    def settle(self, *, dropped: bool) -> None:
        """Nothing is outstanding any more: everything was played, or dropped by the other side."""
        self.played = self.sent
        self._ends.clear()
        if dropped:
            self.ends_at = min(self.ends_at, self._clock.monotonic())
