"""Collects keys into a value: so many, until a terminator, or until a pause."""

from voicera.agents.v1 import graph_pb2

_MOST = 32
_PAUSE_MS = 4000


class KeyCollector:
    """Zero values of the configuration mean its defaults."""

    def __init__(self, config: graph_pb2.DigitsInput) -> None:
        self._fewest = config.min_digits or 1
        self._most = config.max_digits or _MOST
        self._terminator = config.terminator or "#"
        self._pause_ms = config.inter_digit_timeout_ms or _PAUSE_MS
        self._keys = ""

    @property
    def collecting(self) -> bool:
        return bool(self._keys)

    @property
    def pause_ms(self) -> int:
        """How long to wait for the next key; 0 before the first."""
        return self._pause_ms if self._keys else 0

    def takes(self, key: str) -> bool:
        return key.isdecimal() or key == self._terminator

    def press(self, key: str) -> str | None:
        """Return the keys once input is complete, else None."""
        if key == self._terminator:
            return self.finish()
        self._keys += key
        return self.finish() if len(self._keys) >= self._most else None

    def finish(self) -> str:
        """Return what was keyed in and begin anew."""
        keys, self._keys = self._keys, ""
        return keys

    def fits(self, keys: str) -> bool:
        return self._fewest <= len(keys) <= self._most

    def clear(self) -> None:
        self._keys = ""
