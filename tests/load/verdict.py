"""Judges the figures of a measurement by the limits the platform promises."""

from collections.abc import Iterator

from tests.e2e.specs import Json

BARGE_IN_STOP_P95_MS = 300
BARGE_INS = 20
PLATFORM_P99_MS = 50
FRAME_LATENESS_P99_MS = 60
GROWTH_SHARE, GROWTH_MIB = 0.05, 5.0
SAMPLES = 3
NOT_JUDGED = {"vobiz_sim"}
"""The simulator keeps the recordings of the last fifty calls."""
PROCESSES = {
    "adapters_espeak",
    "adapters_pocketsphinx",
    "envoy",
    "voicera_agents",
    "voicera_auth",
    "voicera_gateway",
    "voicera_media",
    "voicera_voice",
}


def verdict(result: Json) -> Json:
    """Every limit with what was measured; a figure that is missing breaks its limit."""
    limits = [*_calls(result), *_times(result), *_memory(result["memory_mib"])]
    return {"passed": all(limit["kept"] for limit in limits), "limits": limits}


def _calls(result: Json) -> Iterator[Json]:
    for part in ("barge_in", "load"):
        figures = result[part]
        yield _limit(f"{part}: calls", figures["calls"], at_least=1)
        yield _limit(f"{part}: failed calls", figures["failed"], at_most=0)
        yield _limit(f"{part}: calls without an archive record", figures["without_record"], at_most=0)
        yield _limit(f"{part}: barge-ins not stopped", figures["barge_ins_not_stopped"], at_most=0)


def _times(result: Json) -> Iterator[Json]:
    stop, load = result["barge_in"]["barge_in_stop_ms"], result["load"]
    yield _limit("barge-ins", stop["count"], at_least=BARGE_INS)
    yield _limit("barge-in stop p95, ms", stop.get("p95"), at_most=BARGE_IN_STOP_P95_MS)
    yield _limit("platform p99, ms", load["platform_ms"].get("p99"), at_most=PLATFORM_P99_MS)
    lateness = load["frame_lateness_ms"].get("p99")
    yield _limit("frame lateness p99, ms", lateness, at_most=FRAME_LATENESS_P99_MS)


def _memory(memory: Json) -> Iterator[Json]:
    """Flat from the end of the first third on: caches are filled by then."""
    for name in sorted(PROCESSES | set(memory)):
        values = memory.get(name)
        if values is None or values["samples"] < SAMPLES:
            growth, allowed = None, GROWTH_MIB
        else:
            growth = round(values["last"] - values["third"], 1)
            allowed = round(values["third"] * GROWTH_SHARE + GROWTH_MIB, 1)
        limit = _limit(f"memory growth of {name}, MiB", growth, at_most=allowed)
        yield limit if name not in NOT_JUDGED else limit | {"kept": True, "judged": False}


def _limit(name: str, value: float | None, at_most: float | None = None, at_least: float = 0) -> Json:
    kept = (
        value is not None and value >= at_least if at_most is None else value is not None and value <= at_most
    )
    bound = {"at_least": at_least} if at_most is None else {"at_most": at_most}
    return {"name": name, "value": value, **bound, "kept": kept}
