"""Judges the figures of a measurement by the limits the platform promises."""

from collections.abc import Iterator

from tests.e2e.specs import Json
from tests.load.limits import flat, judged, limit

BARGE_IN_STOP_P95_MS = 300
BARGE_INS = 20
PLATFORM_P99_MS = 50
FRAME_LATENESS_P99_MS = 60
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
    return judged([*_calls(result), *_times(result), *_memory(result["memory_mib"])])


def _calls(result: Json) -> Iterator[Json]:
    for part in ("barge_in", "load"):
        figures = result[part]
        yield limit(f"{part}: calls", figures["calls"], at_least=1)
        yield limit(f"{part}: failed calls", figures["failed"], at_most=0)
        yield limit(f"{part}: calls without an archive record", figures["without_record"], at_most=0)
        yield limit(f"{part}: barge-ins not stopped", figures["barge_ins_not_stopped"], at_most=0)


def _times(result: Json) -> Iterator[Json]:
    stop, load = result["barge_in"]["barge_in_stop_ms"], result["load"]
    yield limit("barge-ins", stop["count"], at_least=BARGE_INS)
    yield limit("barge-in stop p95, ms", stop.get("p95"), at_most=BARGE_IN_STOP_P95_MS)
    yield limit("platform p99, ms", load["platform_ms"].get("p99"), at_most=PLATFORM_P99_MS)
    lateness = load["frame_lateness_ms"].get("p99")
    yield limit("frame lateness p99, ms", lateness, at_most=FRAME_LATENESS_P99_MS)


def _memory(memory: Json) -> Iterator[Json]:
    for name in sorted(PROCESSES | set(memory)):
        found = flat(f"memory growth of {name}, MiB", memory.get(name))
        yield found if name not in NOT_JUDGED else found | {"kept": True, "judged": False}
