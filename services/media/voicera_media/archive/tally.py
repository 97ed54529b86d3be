"""Adds up the events of a call to what its record shows."""

import math
from bisect import insort
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from voicera.media.v1.call_event_pb2 import CallEvent, ConversationEnded, ProviderFailed, TurnMeasured
from voicera_media.call.endings import state_after
from voicera_media.call.lifecycle import ended
from voicera_media.call.model import Call, End, Latency, Progress, Provider, Speaker
from voicera_media.call.wire import reason_if_known
from voicera_media.usage.meter import Meter
from voicera_media.usage.prices import PriceTable

_MAX_PROVIDERS: Final = 50
_MAX_NAME: Final = 200


class Tally:
    """The same events give the same record, in one stream or over several."""

    def __init__(self, prices: PriceTable) -> None:
        self._variables: dict[str, str] = {}
        self._turns = 0
        self._node_id = ""
        self._disposition = ""
        self._language = ""
        self._meter = Meter(prices)
        self._responses_ms: list[float] = []
        self._platform_ms: list[float] = []
        self._failures: dict[Provider, int] = {}
        self._is_taken_over = False
        self._end: End | None = None

    def add(self, event: CallEvent) -> None:
        match event.WhichOneof("event"):
            case "variable_set":
                self._variables[event.variable_set.name] = event.variable_set.value
            case "caller_said":
                self._turns = max(self._turns, event.caller_said.turn)
                self._hear(event.caller_said.language)
            case "agent_said":
                self._hear(event.agent_said.language)
            case "language_switched":
                self._language = event.language_switched.language or self._language
            case "node_entered":
                self._node_id = event.node_entered.node_id
            case "turn_measured":
                self._measure(event.turn_measured)
            case "usage_recorded":
                self._meter.add(event.usage_recorded)
            case "ended":
                self._conclude(event.ended, _moment(event))
            case _:
                self._note_trouble(event)

    def on(self, call: Call) -> Call:
        """Return the call with what the events add to it."""
        known = call.progress
        progress = Progress(
            MappingProxyType({**known.variables, **self._variables}),
            max(known.turns, self._turns),
            self._node_id or known.node_id,
            self._disposition or known.disposition,
            self._latency() or known.latency,
            self._language or known.language,
            self._meter.on(known.usage),
            MappingProxyType({**known.failures, **self._failures}),
            self._is_taken_over or known.is_taken_over,
        )
        told = replace(call, progress=progress)
        if self._end is None:
            return told
        return ended(told, Speaker.CONVERSATION, replace(self._end, at=max(self._end.at, call.created_at)))

    def _hear(self, language: str) -> None:
        """Only a switch changes the language once it is known: what was said before one may arrive after it."""
        self._language = self._language or language

    def _note_trouble(self, event: CallEvent) -> None:
        match event.WhichOneof("event"):
            case "provider_failed":
                self._fail(event.provider_failed)
            case "operator_took_over":
                self._is_taken_over = True

    def _fail(self, failure: ProviderFailed) -> None:
        provider = Provider(failure.modality[:_MAX_NAME], failure.adapter[:_MAX_NAME])
        if provider in self._failures or len(self._failures) < _MAX_PROVIDERS:
            self._failures[provider] = self._failures.get(provider, 0) + 1

    def _measure(self, turn: TurnMeasured) -> None:
        insort(self._responses_ms, turn.first_byte_ms)
        insort(self._platform_ms, turn.platform_ms)

    def _conclude(self, end: ConversationEnded, at: datetime) -> None:
        reason = reason_if_known(end.reason)
        self._end = End(state_after(reason), at, reason, end.detail)
        self._disposition = end.disposition or self._disposition

    def _latency(self) -> Latency | None:
        if not self._responses_ms:
            return None
        return Latency(
            percentile(self._responses_ms, 50),
            percentile(self._responses_ms, 95),
            percentile(self._platform_ms, 95),
        )


def percentile(ordered: Sequence[float], percent: int) -> int:
    """Return the nearest-rank percentile of values in ascending order."""
    return round(ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)])


def _moment(event: CallEvent) -> datetime:
    return event.at.ToDatetime(tzinfo=UTC)
