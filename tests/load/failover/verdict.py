"""Judges what a failure costs a call by what the platform promises."""

from collections.abc import Iterator, Sequence

from tests.e2e.failing import goal_ms
from tests.e2e.specs import Json
from tests.load.limits import judged, limit

FEWEST = 10
"""Calls behind a percentile."""


def verdict(result: Json, modalities: Sequence[str], faults: Sequence[str]) -> Json:
    return judged(_limits(result, modalities, faults))


def _limits(result: Json, modalities: Sequence[str], faults: Sequence[str]) -> Iterator[Json]:
    yield limit("failed calls", result["failed"], at_most=0)
    yield limit("calls with words lost", result["with_words_lost"], at_most=0)
    for modality in modalities:
        for fault in faults:
            found = result["gaps"].get(modality, {}).get(fault, {})
            beyond = found.get("beyond_ms", {})
            name = f"{modality} {fault}"
            yield limit(f"{name}: calls that switched", beyond.get("count"), at_least=FEWEST)
            yield limit(f"{name}: gap beyond the usual p95, ms", beyond.get("p95"), at_most=goal_ms(fault))
