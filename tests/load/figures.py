"""Sums calls up: what the simulator measured and what the archive says of the same calls."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from tests.e2e.events import of_kind
from tests.e2e.mesh import Account
from tests.e2e.specs import Json
from tests.load.calls import Finished


def percentiles(values: Iterable[float]) -> Json:
    ordered = sorted(values)
    if not ordered:
        return {"count": 0}
    at = {name: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for name, share in SHARES.items()}
    return {"count": len(ordered)} | {name: round(value, 1) for name, value in at.items()}


SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}


def figures(account: Account, calls: Sequence[Finished]) -> Json:
    records = archive(account)
    found = [records[call.carrier_call_id] for call in calls if call.carrier_call_id in records]
    turns = [turn for record in found for turn in of_kind(account.events(record["id"]), "turn_measured")]
    reports = [call.report for call in calls]
    cuts = [cut for report in reports for cut in report["barge_ins"]]
    return {
        "calls": len(calls),
        "without_record": len(calls) - len(found),
        "failed": sum(not report["ok"] for report in reports),
        "errors": dict(Counter(error for report in reports for error in report["errors"])),
        "states": dict(Counter(record["state"] for record in found)),
        "dispositions": dict(Counter(record["disposition"] for record in found)),
        "response_gap_ms": percentiles(gap for report in reports for gap in report["response_gaps_ms"]),
        "platform_ms": percentiles(turn["platform_ms"] for turn in turns),
        "first_byte_ms": percentiles(turn["first_byte_ms"] for turn in turns),
        "barge_in_stop_ms": percentiles(cut["stop_ms"] for cut in cuts if cut["stop_ms"] is not None),
        "barge_ins_not_stopped": sum(cut["stop_ms"] is None for cut in cuts),
        "audio_during_clear": sum(report["audio_during_clear"] for report in reports),
        "frame_lateness_ms": frame_lateness(reports),
        "arrival_gap_p99_ms": p99_of_each(reports, "arrival_gap_ms"),
        "simulator_tick_lateness_ms": p99_of_each(reports, "sender_lateness_ms"),
        "talk_seconds": round(talk_seconds(calls), 1),
    }


def frame_lateness(reports: Iterable[Json]) -> Json:
    """How late agent audio came for gapless playback: the gaps heard, of any length; 0 when there are none.

    The simulator's `underruns` would say nothing here: a checkpoint follows every piece of the agent's audio.
    """
    gaps = [gap for report in reports for gap in report["gaps_ms"]]
    return {"total_ms": round(sum(gaps), 1)} | percentiles(gaps or [0.0]) | {"count": len(gaps)}


def p99_of_each(reports: Iterable[Json], figure: str) -> Json:
    """The worst hundredth of each call, over the calls."""
    return percentiles(report[figure]["p99"] for report in reports if report[figure])


def talk_seconds(calls: Sequence[Finished]) -> float:
    return sum(call.report["talk_ms"] for call in calls) / 1000


def archive(account: Account) -> dict[str, Any]:
    """Every call record by the carrier's id."""
    records: dict[str, Any] = {}
    token = ""
    while True:
        page = account.get("/v1/calls", page_size=500, page_token=token)
        records |= {call["carrier_call_id"]: call for call in page["calls"]}
        token = page["next_page_token"]
        if not token:
            return records
