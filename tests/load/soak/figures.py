"""Sums up what was measured of callers, agents and the process that served them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from tests.load.figures import percentiles
from tests.load.soak.pairs import Json
from tests.load.soak.people import Tally


def errors_of(tallies: Iterable[Tally]) -> Json:
    return dict(sum((tally.errors for tally in tallies), start=Counter()))


def conversation(tally: Tally, seconds: float, agents: int) -> Json:
    return {
        "finals": len(tally.final_ms),
        "misheard": tally.misheard,
        "final_ms": percentiles(tally.final_ms),
        "first_audio_ms": percentiles(tally.first_audio_ms),
        "spoken_share": round(tally.spoken_s / seconds / agents, 2),
    }


def memory(before: float, samples: Sequence[float], after: float) -> Json:
    """Before anybody came, while all were there (its beginning, a third in, its end), and when all had gone."""
    return {
        "before": before,
        "first": samples[0],
        "third": samples[len(samples) // 3],
        "last": samples[-1],
        "after": after,
        "samples": len(samples),
    }
