"""Judges a soak: nothing fails, nothing grows, nothing is left, and whoever comes next is served at once."""

from collections.abc import Iterator

from tests.load.limits import flat, judged, limit
from tests.load.soak.pairs import PAIRS, Json, Pair

FRESH_MS = 1000
CONTRACT_MS = 5
"""CPU that serving a recognition over gRPC may cost beyond the adapter's own, for each second."""


def verdict(result: Json) -> Json:
    """`result` holds the figures of each pair that was measured."""
    return judged(each for name, found in result.items() for each in _limits(name, PAIRS[name], found))


def _limits(name: str, pair: Pair, found: Json) -> Iterator[Json]:
    yield limit(f"{name}: errors", sum(found["errors"].values()), at_most=0)
    yield limit(f"{name}: defects logged", found["defects_logged"], at_most=0)
    yield limit(f"{name}: finals", found["finals"], at_least=1)
    yield limit(f"{name}: sentences spoken", found["first_audio_ms"]["count"], at_least=1)
    if pair.final_p95_ms is not None:
        yield limit(f"{name}: final p95, ms", found["final_ms"].get("p95"), at_most=pair.final_p95_ms)
    yield flat(f"{name}: memory growth, MiB", found["memory_mib"])
    for what, left in found["freed"]["left"].items():
        yield limit(f"{name}: {what} left when all had gone", left, at_most=0)
    yield limit(f"{name}: a fresh stream is heard and answered, ms", found["fresh"]["alone_ms"], FRESH_MS)
    at_once = found["fresh"]["at_once"]
    yield limit(f"{name}: fresh streams served at once", found["fresh"]["served"], at_least=at_once)
    yield limit(f"{name}: CPU of serving recognition, ms/s", served_ms(found), at_most=CONTRACT_MS)


def served_ms(found: Json) -> float:
    """What gRPC, tokens and the contract add to the adapter's own work, for each second of a recognition."""
    costs = found["cpu_ms_per_stream_second"]["recognition"], found["in_process"]["recognition"]
    return round(costs[0]["cpu_ms"] - costs[1]["cpu_ms"], 2)
