"""Sums up what failures cost, beyond what the same calls take without one."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.e2e.events import of_kind
from tests.e2e.fragile import NO_FAULT
from tests.e2e.specs import Json
from tests.load.failover.scenes import Ended, Scene
from tests.load.figures import percentiles


@dataclass(frozen=True)
class Outcome:
    """`gap_ms` is None where nothing was measured; `after_ms` are the switches as the voice node noticed them."""

    gap_ms: float | None
    after_ms: tuple[int, ...]
    is_whole: bool
    is_ok: bool


def outcome(scene: Scene, call: Ended) -> Outcome:
    switches = of_kind(list(call.events), "provider_switched")
    after_ms = tuple(each["after_ms"] for each in switches if each["modality"] == scene.modality)
    return Outcome(scene.gap_ms(call), after_ms, scene.is_whole(call.lines), bool(call.report["ok"]))


def summed_up(found: Mapping[str, Mapping[str, Sequence[Outcome]]]) -> Json:
    """By modality and fault; `found` holds the calls without a fault, too."""
    outcomes = [each for faults in found.values() for calls in faults.values() for each in calls]
    return {
        "failed": sum(not each.is_ok for each in outcomes),
        "with_words_lost": sum(not each.is_whole for each in outcomes),
        "gaps": {modality: gaps(faults) for modality, faults in found.items()},
    }


def gaps(faults: Mapping[str, Sequence[Outcome]]) -> Json:
    """Of calls that went over to another provider, how much longer they waited than is usual without a fault."""
    usual = [each.gap_ms for each in faults[NO_FAULT] if each.gap_ms is not None]
    middle = statistics.median(usual) if usual else None
    by_fault = {
        fault: {
            "calls": len(calls),
            "switched": len(switched := [each for each in calls if each.after_ms]),
            "beyond_ms": percentiles(
                each.gap_ms - middle for each in switched if each.gap_ms is not None and middle is not None
            ),
            "switch_ms": percentiles(after for each in switched for after in each.after_ms),
        }
        for fault, calls in faults.items()
        if fault != NO_FAULT
    }
    return {NO_FAULT: percentiles(usual)} | by_fault
