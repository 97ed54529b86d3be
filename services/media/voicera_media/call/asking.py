"""Reads from a request which calls are wanted, and refuses what does not make sense."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from voicera.media.v1 import call_service_pb2 as pb
from voicera_kit.errors import invalid
from voicera_kit.identity import current_identity
from voicera_media.call.filter import CallFilter
from voicera_media.call.model import EndReason
from voicera_media.call.numbers import writings
from voicera_media.call.wire import direction_of, optional_moment_of, reason_of, state_of

SEES_NUMBERS: Final = "callers.read"
_MAX_TEXT: Final = 200
_MAX_REASONS: Final = 50
_TESTS: Final[Mapping[int, bool | None]] = MappingProxyType({
    pb.TEST_CALLS_UNSPECIFIED: None,
    pb.TEST_CALLS_EXCLUDED: False,
    pb.TEST_CALLS_ONLY: True,
})


def sees_numbers() -> bool:
    """Whether who asks may see phone numbers as a whole."""
    return current_identity().may(SEES_NUMBERS)


def filter_of(request: pb.ListCallsRequest, now: datetime, region: str) -> CallFilter:
    """InvalidArgument by field. Who may not see callers' numbers finds calls by the organization's own ones only."""
    if request.test_calls not in _TESTS:
        raise invalid("test_calls", "is not known")
    for field in ("agent_id", "disposition", "number"):
        if len(getattr(request, field)) > _MAX_TEXT:
            raise invalid(field, f"must have at most {_MAX_TEXT} characters")
    for field in ("min_duration_ms", "max_duration_ms"):
        if getattr(request, field) < 0:
            raise invalid(field, "must not be negative")
    return CallFilter(
        now,
        request.agent_id,
        state_of(request.state, "state"),
        direction_of(request.direction, "direction"),
        optional_moment_of(request, "created_after"),
        optional_moment_of(request, "created_before"),
        _end_reasons(request),
        request.disposition,
        writings(request.number, region) if request.number.strip() else (),
        request.min_duration_ms,
        request.max_duration_ms,
        request.with_provider_failures,
        request.oldest_first,
        ours_only=not sees_numbers(),
        is_test=_TESTS[request.test_calls],
    )


def _end_reasons(request: pb.ListCallsRequest) -> tuple[EndReason, ...]:
    if len(request.end_reasons) > _MAX_REASONS:
        raise invalid("end_reasons", f"must have at most {_MAX_REASONS} entries")
    named = [reason_of(number, f"end_reasons[{n}]") for n, number in enumerate(request.end_reasons)]
    if None in named:
        raise invalid(f"end_reasons[{named.index(None)}]", "must be set")
    return tuple(reason for reason in named if reason)
