"""Writes calls as CSV that spreadsheets open safely (RFC 4180)."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp

from voicera.media.v1 import call_pb2 as pb

_FORMULA: Final = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""As they are typed, and as wide as an ideograph, which some spreadsheets take for the same."""
_NUMBER: Final = re.compile(r"\+[0-9]{1,15}")
_NANO_DIGITS: Final = 9


def _cost(call: pb.Call) -> str:
    if not call.HasField("cost"):
        return ""
    parts = f"{call.cost.nanos:0{_NANO_DIGITS}}".rstrip("0")
    return f"{call.cost.units}.{parts}" if parts else str(call.cost.units)


COLUMNS: Final[Mapping[str, Callable[[pb.Call], object]]] = MappingProxyType({
    "id": lambda call: call.id,
    "created_at": lambda call: _moment(call, "created_at"),
    "answered_at": lambda call: _moment(call, "answered_at"),
    "ended_at": lambda call: _moment(call, "ended_at"),
    "direction": lambda call: _name(pb.Direction, call.direction, "DIRECTION_"),
    "state": lambda call: _name(pb.CallState, call.state, "CALL_STATE_"),
    "end_reason": lambda call: _name(pb.EndReason, call.end_reason, "END_REASON_"),
    "end_detail": lambda call: call.end_detail,
    "disposition": lambda call: call.disposition,
    "agent_id": lambda call: call.agent_id,
    "agent_revision": lambda call: call.agent_revision,
    "from": lambda call: getattr(call, "from"),
    "to": lambda call: call.to,
    "duration_ms": lambda call: call.duration_ms,
    "turns": lambda call: call.turns,
    "response_p50_ms": lambda call: call.latency.response_p50_ms if call.HasField("latency") else "",
    "response_p95_ms": lambda call: call.latency.response_p95_ms if call.HasField("latency") else "",
    "language": lambda call: call.language,
    "provider_failures": lambda call: call.provider_failures,
    "has_recording": lambda call: "true" if call.has_recording else "false",
    "cost": _cost,
    "currency": lambda call: call.cost.currency_code,
    "is_test": lambda call: "true" if call.is_test else "false",
})


def head() -> bytes:
    return _lines([COLUMNS])


def rows(calls: Iterable[pb.Call]) -> bytes:
    return _lines([safe(str(value(call))) for value in COLUMNS.values()] for call in calls)


def remark(text: str) -> bytes:
    """A row that says something about the others, as wide as they are."""
    return _lines([[text, *[""] * (len(COLUMNS) - 1)]])


def safe(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; a phone number is none."""
    return f"'{text}" if _FORMULA.match(text.lstrip(" ")) and not _NUMBER.fullmatch(text) else text


def _lines(table: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(table)
    return text.getvalue().encode(errors="replace")


def _moment(call: pb.Call, field: str) -> str:
    moment: Timestamp = getattr(call, field)
    return moment.ToJsonString() if call.HasField(field) else ""  # type: ignore[arg-type]


def _name(enum: "type[pb.Direction | pb.CallState | pb.EndReason]", number: int, prefix: str) -> str:
    """Return the name without what all have in common; a newer service may know more."""
    if not number:
        return ""
    return enum.Name(number).removeprefix(prefix) if number in enum.values() else str(number)  # type: ignore[arg-type]
