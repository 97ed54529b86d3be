"""Turns calls into documents and back; times are Unix milliseconds."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from voicera_kit.documents import Body, Collection, Document, Index
from voicera_media.call import derived
from voicera_media.call.model import (
    Archive,
    ArchiveState,
    Call,
    CallState,
    Direction,
    End,
    EndReason,
    Latency,
    Progress,
    Provider,
    Speaker,
)
from voicera_media.usage import document as usage_document
from voicera_media.usage.model import CallUsage

MEASURES: Final = (
    "outcome",
    "duration_ms",
    "progress.turns",
    "progress.latency.response_p50_ms",
    "progress.latency.response_p95_ms",
    "cost_currency",
    "cost_nanos",
    "providers",
)
"""What figures are added up from, in this order."""
GROUPINGS: Final = ("agent_id", "direction", "end_reason", "our_number", "progress.disposition")
CALLS: Final = Collection(
    "calls",
    kind="call",
    indexes=(
        Index("agent_id"),
        Index("direction"),
        Index("state", across=True),
        Index("carrier_call_id", unique=True),
        Index("idempotency_key", unique=True),
        Index("seen_ms"),
        Index("unsettled_ms", across=True),
        Index("archive.state", across=True),
        Index("deletable_ms"),
        Index("from"),
        Index("to"),
        Index("end_reason", derived=derived.end_reason),
        Index("progress.disposition"),
        Index("answered_ms", ordered=False),
        *(Index(path, ordered=False) for path in MEASURES if path not in derived.VALUES),
        *(Index(path, ordered=False, derived=value) for path, value in derived.VALUES.items()),
    ),
    scanned=(*GROUPINGS, "is_test", *MEASURES),
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def body_of(call: Call) -> Body:
    return {
        "agent_id": call.agent_id,
        "agent_revision": call.agent_revision,
        "direction": call.direction,
        "from": call.from_number,
        "to": call.to_number,
        "carrier_call_id": call.carrier_call_id or None,
        "idempotency_key": call.idempotency_key or None,
        "asked": call.asked,
        "state": call.state,
        "ends": {speaker: _end_body(end) for speaker, end in call.ends.items()},
        "answered_ms": optional_ms(call.answered_at),
        "ended_ms": optional_ms(call.ended_at),
        "seen_ms": milliseconds(call.seen_at),
        "unsettled_ms": optional_ms(call.unsettled_since),
        "deletable_ms": optional_ms(call.deletable_since),
        "encryption_key_id": call.encryption_key_id,
        "progress": _progress_body(call.progress),
        "archive": {
            "state": call.archive.state,
            "stream": call.archive.stream,
            "sample_rate_hz": call.archive.sample_rate_hz,
            "samples": call.archive.samples,
            "is_deleted": call.archive.is_deleted,
        },
    }


def call_of(document: Document) -> Call:
    body = document.body
    return Call(
        id=document.id,
        organization_id=document.organization_id,
        revision=document.revision,
        created_at=document.created_at,
        seen_at=_moment(body["seen_ms"]),
        agent_id=body["agent_id"],
        agent_revision=body["agent_revision"],
        direction=Direction(body["direction"]),
        state=CallState(body["state"]),
        from_number=body["from"],
        to_number=body["to"],
        carrier_call_id=body["carrier_call_id"] or "",
        idempotency_key=body["idempotency_key"] or "",
        asked=body.get("asked", ""),
        ends=MappingProxyType({Speaker(name): _end(word) for name, word in body["ends"].items()}),
        answered_at=optional_moment(body["answered_ms"]),
        ended_at=optional_moment(body["ended_ms"]),
        progress=_progress(body["progress"]),
        archive=_archive(body["archive"]),
        encryption_key_id=body.get("encryption_key_id", ""),
    )


def _end_body(end: End) -> Mapping[str, Any]:
    return {"state": end.state, "at_ms": milliseconds(end.at), "reason": end.reason, "detail": end.detail}


def _end(body: Mapping[str, Any]) -> End:
    reason = EndReason(body["reason"]) if body["reason"] else None
    return End(CallState(body["state"]), _moment(body["at_ms"]), reason, body["detail"])


def _progress_body(progress: Progress) -> Mapping[str, Any]:
    latency = progress.latency
    return {
        "variables": dict(progress.variables),
        "turns": progress.turns,
        "node_id": progress.node_id,
        "disposition": progress.disposition,
        "latency": latency
        and {
            "response_p50_ms": latency.response_p50_ms,
            "response_p95_ms": latency.response_p95_ms,
            "platform_p95_ms": latency.platform_p95_ms,
        },
        "language": progress.language,
        "usage": usage_document.body_of(progress.usage),
        "failures": [[each.modality, each.adapter, count] for each, count in progress.failures.items()],
        "is_taken_over": progress.is_taken_over,
    }


def _progress(body: Mapping[str, Any]) -> Progress:
    return Progress(
        MappingProxyType(dict(body["variables"])),
        body["turns"],
        body["node_id"],
        body["disposition"],
        Latency(**body["latency"]) if body["latency"] else None,
        body.get("language", ""),
        usage_document.usage_of(body["usage"]) if "usage" in body else CallUsage(),
        MappingProxyType({
            Provider(modality, adapter): count for modality, adapter, count in body.get("failures", ())
        }),
        body.get("is_taken_over", False),
    )


def _archive(body: Mapping[str, Any]) -> Archive:
    return Archive(
        ArchiveState(body["state"]),
        body["stream"],
        body["sample_rate_hz"],
        body["samples"],
        body.get("is_deleted", False),
    )


def optional_ms(moment: datetime | None) -> int | None:
    return None if moment is None else milliseconds(moment)


def _moment(milliseconds_: int) -> datetime:
    return _EPOCH + milliseconds_ * _MILLISECOND


def optional_moment(milliseconds_: int | None) -> datetime | None:
    return None if milliseconds_ is None else _moment(milliseconds_)
