"""Reads from a request which calls are wanted, and refuses what does not make sense, or is not for whoever asks."""

from datetime import datetime
from typing import Final

from voicera.media.v1 import call_service_pb2 as pb
from voicera_kit.errors import PermissionDenied, invalid
from voicera_kit.identity import current_identity
from voicera_media.call.filter import CallFilter
from voicera_media.call.model import EndReason
from voicera_media.call.numbers import writings
from voicera_media.call.wire import direction_of, optional_moment_of, reason_of, state_of

SEES_NUMBERS: Final = "callers.read"
_MAX_TEXT: Final = 200
_MAX_REASONS: Final = 50


def sees_numbers() -> bool:
    """Whether who asks may see phone numbers as a whole."""
    return current_identity().may(SEES_NUMBERS)


def filter_of(request: pb.ListCallsRequest, now: datetime, region: str) -> CallFilter:
    """InvalidArgument by field; PermissionDenied for a number by who may not see numbers."""
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
        _numbers(request.number, region),
        request.min_duration_ms,
        request.max_duration_ms,
        request.with_provider_failures,
        request.oldest_first,
    )


def _end_reasons(request: pb.ListCallsRequest) -> tuple[EndReason, ...]:
    if len(request.end_reasons) > _MAX_REASONS:
        raise invalid("end_reasons", f"must have at most {_MAX_REASONS} entries")
    named = [reason_of(number, f"end_reasons[{n}]") for n, number in enumerate(request.end_reasons)]
    if None in named:
        raise invalid(f"end_reasons[{named.index(None)}]", "must be set")
    return tuple(reason for reason in named if reason)


def _numbers(number: str, region: str) -> tuple[str, ...]:
    if not number.strip():
        return ()
    if not sees_numbers():
        raise PermissionDenied(SEES_NUMBERS, field="number")
    return writings(number, region)
