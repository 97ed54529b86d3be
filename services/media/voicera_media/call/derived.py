"""Computes from a call's document what lists are filtered by and figures are added up from.

Documents of every age come here, so that what is missing counts as nothing.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntFlag
from types import MappingProxyType
from typing import Any, Final

from voicera_kit.documents import Body
from voicera_media.call.endings import decisive_end
from voicera_media.call.model import DRAFT_REVISION, RUNNING, CallState, Direction, End, EndReason, Speaker
from voicera_media.usage.model import NANO

_FAILURES: Final = frozenset({
    EndReason.CARRIER_ERROR,
    EndReason.MEDIA_LOST,
    EndReason.VOICE_NODE_LOST,
    EndReason.PROVIDER_FAILED,
    EndReason.PLATFORM_ERROR,
})
_HANDED_OVER: Final = frozenset({
    EndReason.TRANSFERRED,
    EndReason.TRANSFER_IN_BROWSER,
    EndReason.OPERATOR_HUNG_UP,
})

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Outcome(IntFlag):
    """What can be true of a call at once; CONTAINED says that the agent brought it to its end alone."""

    ANSWERED = 1
    ENDED = 2
    CONTAINED = 4
    FAILED = 8


def end_reason(body: Body) -> str | None:
    """Return the name of the decisive reason, None while there is none."""
    end = _end(body)
    return str(end.reason) if end and end.reason else None


def outcome(body: Body) -> int:
    is_ended = body.get("state") not in RUNNING
    end = _end(body)
    reason = end.reason if end else None
    is_failed = body.get("state") == CallState.FAILED or (is_ended and reason in _FAILURES)
    is_answered = body.get("answered_ms") is not None
    is_others = reason in _HANDED_OVER or bool(_progress(body).get("is_taken_over"))
    found = Outcome.ANSWERED if is_answered else Outcome(0)
    found |= Outcome.ENDED if is_ended else Outcome(0)
    found |= Outcome.FAILED if is_failed else Outcome(0)
    if is_answered and is_ended and not (is_failed or is_others):
        found |= Outcome.CONTAINED
    return int(found)


def duration_ms(body: Body) -> int | None:
    """Return what the record shows, None while it grows."""
    answered_ms = body.get("answered_ms")
    if answered_ms is None:
        return 0
    until_ms = body.get("ended_ms") or body.get("unsettled_ms")
    return None if until_ms is None else max(0, until_ms - answered_ms)


def our_number(body: Body) -> str | None:
    """Return the number that was called, or that we called from; None in a browser."""
    match body.get("direction"):
        case Direction.INBOUND:
            return body.get("to") or None
        case Direction.OUTBOUND:
            return body.get("from") or None
    return None


def is_test(body: Body) -> bool | None:
    """Return True if a draft was tried, which has the revision 0; what does not say its revision counts as real."""
    is_draft = body.get("direction") == Direction.BROWSER and body.get("agent_revision") == DRAFT_REVISION
    return is_draft or None


def provider_failures(body: Body) -> int:
    return sum(count for _, _, count in _progress(body).get("failures", ()))


def providers(body: Body) -> str | None:
    """Return who was used, and how often each failed, as JSON: the same text for the same providers."""
    used = {(str(each["modality"]).lower(), each["adapter"]): 0 for each in _stages(body)}
    failed = {(modality, adapter): count for modality, adapter, count in _progress(body).get("failures", ())}
    found = used | failed
    return json.dumps([[*name, found[name]] for name in sorted(found)]) if found else None


def cost_currency(body: Body) -> str | None:
    return None if _cost(body) is None else _progress(body)["usage"]["currency"]


def cost_nanos(body: Body) -> int | None:
    """Return billionths of the currency."""
    cost = _cost(body)
    return None if cost is None else int(cost / NANO)


VALUES: Final[Mapping[str, Callable[[Body], str | int | None]]] = MappingProxyType({
    "cost_currency": cost_currency,
    "cost_nanos": cost_nanos,
    "duration_ms": duration_ms,
    "is_test": is_test,
    "our_number": our_number,
    "outcome": outcome,
    "provider_failures": provider_failures,
    "providers": providers,
})


def _progress(body: Body) -> Mapping[str, Any]:
    progress: Mapping[str, Any] = body.get("progress") or {}
    return progress


def _stages(body: Body) -> list[Mapping[str, Any]]:
    stages: list[Mapping[str, Any]] = (_progress(body).get("usage") or {}).get("stages", [])
    return stages


def _cost(body: Body) -> Decimal | None:
    costs = [Decimal(each["cost"]) for each in _stages(body) if each["cost"] is not None]
    return sum(costs, Decimal()) if costs else None


def _end(body: Body) -> End | None:
    ends = body.get("ends") or {}
    return decisive_end({Speaker(name): _word(word) for name, word in ends.items()})


def _word(body: Mapping[str, Any]) -> End:
    reason = EndReason(body["reason"]) if body["reason"] else None
    return End(CallState(body["state"]), _EPOCH, reason)
