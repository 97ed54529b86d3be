"""Keeps the live calls of all gateways, each organization's by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera_gateway.live.wall import Wall

LEASE_S: Final = 4.0
"""The calls of a gateway that was not heard for so long are taken for gone."""


@dataclass(frozen=True, slots=True)
class News:
    """One change: `call` is None when it is over."""

    organization_id: str
    call_id: str
    call: live.LiveCall | None


@dataclass(slots=True)
class Origin:
    """Another gateway, from its start to its end. `calls` maps its calls to their organizations."""

    sequence: int
    heard_at: float
    calls: dict[str, str] = field(default_factory=dict)


class Board:
    """Every call has one gateway that holds it: the last one that said so."""

    def __init__(self) -> None:
        self._walls: dict[str, Wall] = {}
        self._origins: dict[str, Origin] = {}
        self._holders: dict[str, str] = {}

    def wall(self, organization_id: str) -> Wall:
        if organization_id not in self._walls:
            self._forget_empty()
            self._walls[organization_id] = Wall()
        return self._walls[organization_id]

    def find(self, organization_id: str, call_id: str) -> live.LiveCall | None:
        wall = self._walls.get(organization_id)
        return None if wall is None else wall.get(call_id)

    def apply(self, origin: str, news: Iterable[News]) -> None:
        """Take over what `origin` says of calls it holds."""
        for each in news:
            if each.call is not None:
                self._hold(origin, each)
            elif self._holders.get(each.call_id) == origin:
                self._let_go(each.organization_id, each.call_id)

    def hears(self, origin: str, sequence: int, now: float) -> bool:
        """Note a sign of life that says how much was published; False if some of that never came here."""
        known = self._origins.get(origin)
        if known is None:
            return False
        known.heard_at = now
        return known.sequence == sequence

    def follow(self, origin: str, sequence: int, news: Iterable[News], now: float) -> bool:
        """Apply one message of another gateway; False if the one before it never came here."""
        known = self._origins.get(origin)
        if known is None or known.sequence + 1 != sequence:
            return False
        known.sequence, known.heard_at = sequence, now
        self.apply(origin, self._noted(known, news))
        return True

    def replace(self, origin: str, sequence: int, news: Iterable[News], now: float) -> None:
        """Take a gateway's word for everything it holds."""
        known = self._origins.get(origin)
        before = known.calls if known else {}
        after = Origin(sequence, now)
        self.apply(origin, self._noted(after, news))
        self._origins[origin] = after
        self._drop(origin, {call: org for call, org in before.items() if call not in after.calls})

    def forget(self, origin: str) -> None:
        """Do without this gateway and what it held."""
        known = self._origins.pop(origin, None)
        if known is not None:
            self._drop(origin, known.calls)

    def expire(self, now: float) -> list[str]:
        """Forget the gateways that were not heard for too long, and return them."""
        gone = [name for name, each in self._origins.items() if now - each.heard_at > LEASE_S]
        for name in gone:
            self.forget(name)
        return gone

    def _noted(self, origin: Origin, news: Iterable[News]) -> list[News]:
        listed = list(news)
        for each in listed:
            if each.call is None:
                origin.calls.pop(each.call_id, None)
            else:
                origin.calls[each.call_id] = each.organization_id
        return listed

    def _drop(self, origin: str, calls: dict[str, str]) -> None:
        self.apply(origin, [News(organization, call, None) for call, organization in calls.items()])

    def _hold(self, origin: str, news: News) -> None:
        if news.call is not None:
            self._holders[news.call_id] = origin
            self.wall(news.organization_id).put(news.call)

    def _let_go(self, organization_id: str, call_id: str) -> None:
        del self._holders[call_id]
        self.wall(organization_id).remove(call_id)

    def _forget_empty(self) -> None:
        for name in [name for name, wall in self._walls.items() if wall.is_forgettable]:
            del self._walls[name]
