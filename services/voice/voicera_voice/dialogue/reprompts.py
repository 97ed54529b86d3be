"""Counts answers that meant nothing, and says what to ask then."""

from collections.abc import Iterable


class Reprompts:
    """Gives the reprompts one after the other, the last one again and again, until there were enough answers."""

    def __init__(self, prompt: str, reprompts: Iterable[str], max_attempts: int) -> None:
        self._texts = tuple(reprompts) or (prompt,)
        self._max_attempts = max_attempts
        self._failed = 0

    def next(self) -> str | None:
        """Return what to say after another failed answer; None if it was the last."""
        self._failed += 1
        if self._failed >= self._max_attempts:
            return None
        return self._texts[min(self._failed, len(self._texts)) - 1]

    def reset(self) -> None:
        self._failed = 0
