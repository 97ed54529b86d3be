"""Judges figures by limits; a figure that is missing breaks its limit."""

from collections.abc import Iterable

from tests.e2e.specs import Json

GROWTH_SHARE, GROWTH_MIB = 0.05, 5.0
SAMPLES = 3


def limit(name: str, value: float | None, at_most: float | None = None, at_least: float = 0) -> Json:
    kept = (
        value is not None and value >= at_least if at_most is None else value is not None and value <= at_most
    )
    bound = {"at_least": at_least} if at_most is None else {"at_most": at_most}
    return {"name": name, "value": value, **bound, "kept": kept}


def judged(limits: Iterable[Json]) -> Json:
    """Every limit with what was measured."""
    listed = list(limits)
    return {"passed": all(each["kept"] for each in listed), "limits": listed}


def flat(name: str, memory: Json | None) -> Json:
    """Judge memory in MiB: `last` may be little more than `third`, the end of the first third, when caches are full."""
    if memory is None or memory["samples"] < SAMPLES:
        return limit(name, None, at_most=GROWTH_MIB)
    growth = round(memory["last"] - memory["third"], 1)
    return limit(name, growth, at_most=round(memory["third"] * GROWTH_SHARE + GROWTH_MIB, 1))
