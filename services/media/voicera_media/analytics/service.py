"""Adds the calls of a span up, from the values the store keeps beside their records."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from types import MappingProxyType
from typing import Any, Final

from voicera_kit.clock import Clock
from voicera_kit.documents import DocumentStore, Restriction, at_least, below, equals
from voicera_kit.errors import DeadlineExceeded
from voicera_media.analytics.model import (
    MAX_GROUPS,
    MAX_PROVIDERS,
    Figures,
    GroupBy,
    ProviderUse,
    Question,
    Summary,
)
from voicera_media.analytics.spans import Part, keys_by_time, parts_of
from voicera_media.call.document import CALLS, MEASURES
from voicera_media.call.model import Provider

DEADLINE_S: Final = 12.0
AT_ONCE: Final = 2
"""Summaries that read at the same time; others wait, so that calls are not kept from their store."""
_FIELDS: Final[Mapping[GroupBy, str]] = MappingProxyType({
    GroupBy.DAY: "created_at",
    GroupBy.HOUR: "created_at",
    GroupBy.AGENT: "agent_id",
    GroupBy.NUMBER: "our_number",
    GroupBy.END_REASON: "end_reason",
    GroupBy.DISPOSITION: "progress.disposition",
    GroupBy.DIRECTION: "direction",
})
KeyOf = Callable[[Any], str]
Row = tuple[Any, ...]


class Analytics:
    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def summarize(self, organization_id: str, question: Question) -> Summary:
        """Raise DeadlineExceeded if there are too many calls to be read in time."""
        parts = parts_of(question) if question.group_by in {GroupBy.DAY, GroupBy.HOUR} else []
        adding = _Adding(keys_by_time(parts) if parts else _text)
        field = _FIELDS[question.group_by] if question.group_by else "direction"
        try:
            async with self._clock.timeout(DEADLINE_S), self._turns:
                blocks = self._documents.scan(
                    organization_id, CALLS, (field, *MEASURES), _restrictions(question)
                )
                async with aclosing(blocks) as found:
                    async for rows in found:
                        adding.add(rows)
        except TimeoutError:
            raise DeadlineExceeded("there are too many calls to add up: ask for a shorter span") from None
        groups = adding.in_time(parts) if parts else adding.by_size() if question.group_by else []
        return Summary(Figures.of_all(adding.groups.values()), groups, adding.providers())


class _Adding:
    """What was added up so far; `key_of` tells a value's group."""

    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of
        self._used: Counter[str] = Counter()
        self.groups: dict[str, Figures] = {}

    def add(self, rows: Sequence[Row]) -> None:
        key_of, groups, used = self._key_of, self.groups, self._used
        for value, outcome, duration_ms, turns, median_ms, p95_ms, currency, nanos, providers in rows:
            key = key_of(value)
            figures = groups.get(key)
            if figures is None:
                figures = groups[key] = Figures()
            figures.calls += 1
            figures.outcomes[outcome] += 1
            figures.duration_ms += duration_ms or 0
            figures.turns += turns or 0
            if median_ms is not None:
                figures.medians_ms.add(median_ms)
                figures.p95s_ms.add(p95_ms)
            if currency:
                figures.cost_nanos[currency] += nanos
            if providers:
                used[providers] += 1

    def in_time(self, parts: Sequence[Part]) -> list[tuple[str, Figures]]:
        return [(key, self.groups.get(key) or Figures()) for key in dict.fromkeys(part.key for part in parts)]

    def by_size(self) -> list[tuple[str, Figures]]:
        ordered = sorted(self.groups.items(), key=lambda group: (-group[1].calls, group[0]))
        return ordered[:MAX_GROUPS]

    def providers(self) -> list[ProviderUse]:
        """The most failures first, then who was used most."""
        calls, failures = Counter[Provider](), Counter[Provider]()
        for text, times in self._used.items():
            for modality, adapter, failed in json.loads(text):
                provider = Provider(modality, adapter)
                calls[provider] += times
                failures[provider] += failed * times
        found = [ProviderUse(provider, calls[provider], failures[provider]) for provider in calls]
        found.sort(key=lambda use: (-use.failures, -use.calls, use.provider.modality, use.provider.adapter))
        return found[:MAX_PROVIDERS]


def _text(value: str | None) -> str:
    return value or ""


def _restrictions(question: Question) -> list[Restriction]:
    found = [at_least("created_at", question.after), below("created_at", question.before)]
    if question.agent_id:
        found.append(equals("agent_id", question.agent_id))
    if question.direction:
        found.append(equals("direction", question.direction))
    if not question.include_tests:
        found.append(equals("is_test", None))
    return [*found]
