"""Converts calls between the contract and the model."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from voicera.media.v1 import call_pb2 as pb
from voicera.media.v1.call_event_pb2 import CallEvent
from voicera_kit.errors import invalid
from voicera_kit.phone_numbers import masked
from voicera_media.call.endings import decisive_end
from voicera_media.call.model import Call, CallState, Direction, EndReason, Latency
from voicera_media.usage import wire as usage_wire

Name = TypeVar("Name", bound=StrEnum)

_STATES: Final[Mapping[int, CallState]] = {
    pb.CallState.Value(f"CALL_STATE_{each}"): each for each in CallState
}
_DIRECTIONS: Final[Mapping[int, Direction]] = {
    pb.Direction.Value(f"DIRECTION_{each}"): each for each in Direction
}
_REASONS: Final[Mapping[int, EndReason]] = {
    pb.EndReason.Value(f"END_REASON_{each}"): each for each in EndReason
}
_STATE_NUMBERS: Final[Mapping[CallState, Any]] = {each: number for number, each in _STATES.items()}
_DIRECTION_NUMBERS: Final[Mapping[Direction, Any]] = {each: number for number, each in _DIRECTIONS.items()}
_REASON_NUMBERS: Final[Mapping[EndReason, Any]] = {each: number for number, each in _REASONS.items()}


def state_of(number: int, field: str) -> CallState | None:
    """Return None for unset; InvalidArgument for a number nobody knows."""
    return _named(_STATES, number, field)


def direction_of(number: int, field: str) -> Direction | None:
    return _named(_DIRECTIONS, number, field)


def reason_of(number: int, field: str = "reason") -> EndReason | None:
    return _named(_REASONS, number, field)


def reason_if_known(number: int) -> EndReason | None:
    """A newer voice node may have reasons this archive has not heard of."""
    return _REASONS.get(number)


def moment_of(timestamp: Timestamp, field: str) -> datetime:
    try:
        return timestamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise invalid(field, "is not a time") from None


def optional_moment_of(message: Message, field: str) -> datetime | None:
    """Return the moment in a field that may be absent; InvalidArgument if it is none."""
    return moment_of(getattr(message, field), field) if message.HasField(field) else None


def timestamp_of(moment: datetime) -> Timestamp:
    timestamp = Timestamp()
    timestamp.FromDatetime(moment)
    return timestamp


def message_of(call: Call, now: datetime) -> pb.Call:
    """`now` is for the duration of a call that runs."""
    end = decisive_end(call.ends)
    message = pb.Call(
        id=call.id,
        agent_id=call.agent_id,
        agent_revision=call.agent_revision,
        direction=_DIRECTION_NUMBERS[call.direction],
        to=call.to_number,
        carrier_call_id=call.carrier_call_id,
        state=_STATE_NUMBERS[call.state],
        end_reason=_REASON_NUMBERS[end.reason] if end and end.reason else pb.END_REASON_UNSPECIFIED,
        end_detail=end.detail if end else "",
        disposition=call.progress.disposition,
        created_at=timestamp_of(call.created_at),
        duration_ms=call.duration_ms(now),
        variables=call.progress.variables,
        turns=call.progress.turns,
        node_id=call.progress.node_id,
        revision=call.revision,
        has_recording=call.archive.samples > 0,
        latency=_latency(call.progress.latency),
        language=call.progress.language,
        provider_failures=sum(call.progress.failures.values()),
        is_test=call.is_test,
        usage=usage_wire.messages_of(call.progress.usage),
        cost=usage_wire.cost_of(call.progress.usage),
        answered_at=timestamp_of(call.answered_at) if call.answered_at else None,
        ended_at=timestamp_of(call.ended_at) if call.ended_at else None,
    )
    setattr(message, "from", call.from_number)
    return message


def hide_caller(message: pb.Call) -> None:
    """Leave the last four digits of the other end's number; the organization's own is nobody's secret."""
    if message.direction == pb.DIRECTION_OUTBOUND:
        message.to = masked(message.to)
    else:
        setattr(message, "from", masked(getattr(message, "from")))


def hide_numbers(message: pb.Call) -> None:
    """Leave the last four digits of both numbers."""
    setattr(message, "from", masked(getattr(message, "from")))
    message.to = masked(message.to)


def as_seen(event: CallEvent, *, numbers: bool) -> CallEvent:
    """Return the event as it may be seen; `numbers` if phone numbers may be known."""
    if numbers or not event.HasField("transfer_started"):
        return event
    seen = CallEvent()
    seen.CopyFrom(event)
    seen.transfer_started.to = masked(event.transfer_started.to)
    return seen


def _latency(latency: Latency | None) -> pb.LatencySummary | None:
    if latency is None:
        return None
    return pb.LatencySummary(
        response_p50_ms=latency.response_p50_ms,
        response_p95_ms=latency.response_p95_ms,
        platform_p95_ms=latency.platform_p95_ms,
    )


def _named(names: Mapping[int, Name], number: int, field: str) -> Name | None:
    if number == 0:
        return None
    if number not in names:
        raise invalid(field, "is not known")
    return names[number]
