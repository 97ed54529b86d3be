"""Counts how often an address shows API keys that nobody knows, and stops it in time."""

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

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: Recent[_Window] = Recent(MAX_ADDRESSES, WINDOW_S, clock)

    def take(self, address: str) -> None:
        """Count one; ResourceExhausted, with the time until the next minute, if there is none left."""
        now = self._clock.monotonic()
        window = self._windows.first(_site(address), _Window(PER_MINUTE, now + WINDOW_S))
        if window.left <= 0:
            raise ResourceExhausted(
                "too many API keys that are not valid", retry_after=timedelta(seconds=window.ends_at - now)
            )
        window.left -= 1

    def give_back(self, address: str) -> None:
        """The key was a good one, or nobody could tell."""
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
