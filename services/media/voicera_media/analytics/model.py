"""What is asked about calls, and the figures that answer it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from voicera_media.analytics.percentiles import Distribution
from voicera_media.call.derived import Outcome
from voicera_media.call.model import Direction, Provider

MAX_GROUPS: Final = 1000
MAX_PROVIDERS: Final = 100


class GroupBy(StrEnum):
    DAY = "DAY"
    HOUR = "HOUR"
    AGENT = "AGENT"
    NUMBER = "NUMBER"
    END_REASON = "END_REASON"
    DISPOSITION = "DISPOSITION"
    DIRECTION = "DIRECTION"


@dataclass(frozen=True, slots=True)
class Question:
    """Calls created from `after` on and before `before`; "" and None mean all, without `group_by` only the total.

    Calls in which a draft was tried are none of them, unless `include_tests`.
    """

    after: datetime
    before: datetime
    zone: tzinfo
    group_by: GroupBy | None = None
    agent_id: str = ""
    direction: Direction | None = None
    include_tests: bool = False


@dataclass(slots=True)
class Figures:
    """Sums over some calls; `cost_nanos` are billionths by currency."""

    calls: int = 0
    outcomes: Counter[int] = field(default_factory=Counter)
    duration_ms: int = 0
    turns: int = 0
    cost_nanos: Counter[str] = field(default_factory=Counter)
    medians_ms: Distribution = field(default_factory=Distribution)
    p95s_ms: Distribution = field(default_factory=Distribution)

    def count(self, outcome: Outcome) -> int:
        """Return how many calls had it, whatever else they had."""
        return sum(calls for outcomes, calls in self.outcomes.items() if outcomes & outcome)

    def include(self, other: "Figures") -> None:
        self.calls += other.calls
        self.outcomes += other.outcomes
        self.duration_ms += other.duration_ms
        self.turns += other.turns
        self.cost_nanos.update(other.cost_nanos)
        self.medians_ms.include(other.medians_ms)
        self.p95s_ms.include(other.p95s_ms)

    @classmethod
    def of_all(cls, parts: Iterable["Figures"]) -> "Figures":
        total = cls()
        for part in parts:
            total.include(part)
        return total


@dataclass(frozen=True, slots=True)
class ProviderUse:
    provider: Provider
    calls: int
    failures: int


@dataclass(frozen=True, slots=True)
class Summary:
    total: Figures
    groups: Sequence[tuple[str, Figures]]
    providers: Sequence[ProviderUse]
