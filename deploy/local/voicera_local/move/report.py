"""Shows how far a move is, once a second at most."""

import time
from collections.abc import Callable
from typing import Final

EVERY_S: Final = 1.0


class Report:
    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._shown_at = 0.0

    def note(self, text: str) -> None:
        """Show this unless something was shown just now."""
        if time.monotonic() - self._shown_at >= EVERY_S:
            self.say(text)

    def say(self, text: str) -> None:
        self._shown_at = time.monotonic()
        self._show(text)
