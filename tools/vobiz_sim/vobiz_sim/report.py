"""What one call was like, and many of them together, in numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from vobiz_sim.caller.actor import StepNote
from vobiz_sim.calls import Call
from vobiz_sim.line.turns import Saying

_NO_TIME = 0.0
_FINE = {"done", "cut off"}


def percentiles(values: Iterable[float]) -> dict[str, float]:
    """Count, p50, p95, p99 and maximum; empty when there are no values."""
    ordered = sorted(values)
    if not ordered:
        return {}
    return {
        "count": len(ordered),
        "p50": _at(ordered, 0.50),
        "p95": _at(ordered, 0.95),
        "p99": _at(ordered, 0.99),
        "max": round(ordered[-1], 2),
    }


def _at(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Times in ms on the scale of the recording."""

    start_ms: float
    end_ms: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class BargeIn:
    """`stop_ms`: caller's first audible sample to silence at the ear; None when the agent talked on."""

    at_ms: float
    stop_ms: float | None
    clear_ms: float | None


@dataclass(frozen=True, slots=True)
class CallReport:
    call_uuid: str
    direction: str
    script: str
    state: str
    talk_ms: float
    hangup: dict[str, Any]
    steps: list[StepNote]
    response_gaps_ms: list[float]
    digit_gaps_ms: list[float]
    talked_over: int
    barge_ins: list[BargeIn]
    agent: list[Utterance]
    caller: list[Utterance]
    clear_to_cleared_ms: list[float]
    audio_during_clear: int
    sender_lateness_ms: dict[str, float]
    arrival_gap_ms: dict[str, float]
    underruns: dict[str, float]
    gaps_ms: list[float]
    streams: list[dict[str, Any]]
    webhooks: list[dict[str, Any]]
    ignored_commands: list[str]
    digits_heard: str
    spoken: list[str]
    dialled: list[str]
    frames_lost: int
    digits_lost: int
    audio_refused_ms: float
    errors: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """The caller got through the script and nothing went wrong on the way."""
        return not self.errors

    @property
    def reconnects(self) -> int:
        return max(0, len(self.streams) - 1)

    def as_mapping(self) -> dict[str, Any]:
        return asdict(self) | {"ok": self.ok, "reconnects": self.reconnects}


def of_call(call: Call, script: str, steps: Sequence[StepNote]) -> CallReport:
    line, turns = call.line, call.line.turns
    starved = line.playback.starvation
    return CallReport(
        call_uuid=call.uuid,
        direction=call.plan.direction,
        script=script,
        state=call.state.value,
        talk_ms=round(_talk_ms(call), 1),
        hangup=asdict(call.ending) if call.ending else {},
        steps=list(steps),
        response_gaps_ms=turns.gaps_ms,
        digit_gaps_ms=turns.digit_gaps_ms,
        talked_over=turns.talked_over,
        barge_ins=[BargeIn(cut.at / 8, cut.stop_ms, cut.clear_ms) for cut in turns.interruptions],
        agent=[Utterance(span.start / 8, span.end / 8) for span in line.ear.utterances],
        caller=[_utterance(saying) for saying in turns.sayings],
        clear_to_cleared_ms=[round(note.took_ms, 2) for note in call.flushes if note.took_ms is not None],
        audio_during_clear=sum(note.audio_in_between for note in call.flushes),
        sender_lateness_ms=percentiles(line.lateness_ms),
        arrival_gap_ms=percentiles(call.arrivals_ms),
        underruns={"count": starved.count, "total_ms": starved.total / 8, "longest_ms": starved.longest / 8},
        gaps_ms=[gap / 8 for gap in line.playback.gaps],
        streams=[asdict(note) for note in call.streams],
        webhooks=[asdict(note) for note in call.webhooks],
        ignored_commands=call.ignored_commands,
        digits_heard=call.digits_heard,
        spoken=call.spoken,
        dialled=call.dialled,
        frames_lost=line.frames_lost,
        digits_lost=line.digits_lost,
        audio_refused_ms=line.playback.refused / 8,
        errors=[*call.errors, *_step_errors(steps)],
    )


def aggregate(reports: Sequence[CallReport]) -> dict[str, Any]:
    barge_ins = [cut for report in reports for cut in report.barge_ins]
    return {
        "calls": len(reports),
        "calls_with_errors": sum(not report.ok for report in reports),
        "talk_seconds": round(sum(report.talk_ms for report in reports) / 1000, 1),
        "hangup_codes": _count(str(report.hangup.get("code", "")) for report in reports),
        "response_gap_ms": percentiles(gap for report in reports for gap in report.response_gaps_ms),
        "digit_gap_ms": percentiles(gap for report in reports for gap in report.digit_gaps_ms),
        "barge_ins": len(barge_ins),
        "barge_ins_not_stopped": sum(cut.stop_ms is None for cut in barge_ins),
        "barge_in_stop_ms": percentiles(cut.stop_ms for cut in barge_ins if cut.stop_ms is not None),
        "clear_to_cleared_ms": percentiles(took for report in reports for took in report.clear_to_cleared_ms),
        "audio_during_clear": sum(report.audio_during_clear for report in reports),
        "underruns": sum(report.underruns["count"] for report in reports),
        "underrun_ms": round(sum(report.underruns["total_ms"] for report in reports), 1),
        "worst_sender_lateness_p99_ms": max(
            (report.sender_lateness_ms.get("p99", _NO_TIME) for report in reports), default=_NO_TIME
        ),
        "worst_arrival_gap_p99_ms": max(
            (report.arrival_gap_ms.get("p99", _NO_TIME) for report in reports), default=_NO_TIME
        ),
        "reconnects": sum(report.reconnects for report in reports),
        "webhook_ms": percentiles(hook["took_ms"] for report in reports for hook in report.webhooks),
        "errors": _count(error for report in reports for error in report.errors),
    }


def _count(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def _utterance(saying: Saying) -> Utterance:
    return Utterance(saying.span.start / 8, saying.span.end / 8, saying.text)


def _step_errors(steps: Sequence[StepNote]) -> list[str]:
    numbered = enumerate(steps, 1)
    return [f"step {at} ({note.step}) {note.outcome}" for at, note in numbered if note.outcome not in _FINE]


def _talk_ms(call: Call) -> float:
    if call.answered_at is None or call.ended_at is None:
        return 0.0
    return (call.ended_at - call.answered_at).total_seconds() * 1000
