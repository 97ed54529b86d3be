"""Bounds how many steps an organization takes at once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from voicera_voice.rehearsal.refusal import limit_reached


class Limits:
    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    @contextmanager
    def place(self, organization_id: str) -> Iterator[None]:
        """Keep a place while a step is taken; REHEARSALS_LIMIT_REACHED if there is none."""
        if self._taken[organization_id] >= self._most:
            raise limit_reached()
        self._taken[organization_id] += 1
        try:
            yield
        finally:
            self._taken[organization_id] -= 1
            self._taken += Counter()  # forgets who takes none
