"""Counts how often an address shows secrets that nobody knows, API keys or links, and stops it in time."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from voicera_gateway.recent import Recent
from voicera_kit.clock import Clock
from voicera_kit.errors import ResourceExhausted

PER_MINUTE: Final = 20
WINDOW_S: Final = 60.0
MAX_ADDRESSES: Final = 10_000
_SITE_BITS: Final = 64
"""Of an IPv6 address, what one customer of a provider has to himself."""


@dataclass(slots=True)
class _Window:
    left: int
    ends_at: float


class Guesses:
    """Every address has so many guesses in a minute; the one that began first is forgotten first."""

    def __init__(self, clock: Clock, refusal: str) -> None:
        self._clock = clock
        self._refusal = refusal
        self._windows: Recent[_Window] = Recent(MAX_ADDRESSES, WINDOW_S, clock)

    def admit(self, address: str) -> None:
        """ResourceExhausted, with the time until the next minute, if there is no guess left."""
        window = self._windows.get(_site(address))
        if window is not None and window.left <= 0:
            left = timedelta(seconds=window.ends_at - self._clock.monotonic())
            raise ResourceExhausted(self._refusal, retry_after=left)

    def count(self, address: str) -> None:
        """The secret was a bad one."""
        ends_at = self._clock.monotonic() + WINDOW_S
        self._windows.first(_site(address), _Window(PER_MINUTE, ends_at)).left -= 1

    def take(self, address: str) -> None:
        """Count one in advance; ResourceExhausted if there is none left."""
        self.admit(address)
        self.count(address)

    def give_back(self, address: str) -> None:
        """What was counted in advance was a good one, or nobody could tell."""
        window = self._windows.get(_site(address))
        if window is not None:
            window.left = min(window.left + 1, PER_MINUTE)


def _site(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, _SITE_BITS), strict=False))
    return str(parsed)
