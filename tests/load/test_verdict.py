"""The verdict of a measurement names what is broken, and takes nothing missing for good."""

import pytest

from tests.load.figures import frame_lateness
from tests.load.verdict import PROCESSES, verdict


def good():
    calls = {"calls": 20, "failed": 0, "without_record": 0, "barge_ins_not_stopped": 0}
    steady = {"first": 90.0, "third": 100.0, "last": 110.0, "samples": 30}
    return {
        "barge_in": {**calls, "barge_in_stop_ms": {"count": 20, "p95": 300}},
        "load": {
            **calls,
            "platform_ms": {"count": 80, "p99": 50},
            "frame_lateness_ms": {"count": 0, "p99": 60},
        },
        "memory_mib": {name: dict(steady) for name in (*PROCESSES, "vobiz_sim")},
    }


def broken(result):
    judged = verdict(result)
    assert judged["passed"] is all(limit["kept"] for limit in judged["limits"])
    return [limit["name"] for limit in judged["limits"] if not limit["kept"]]


def test_figures_at_their_limits_pass():
    assert broken(good()) == []


@pytest.mark.parametrize(
    ("part", "change", "names"),
    [
        ("load", {"calls": 0}, ["load: calls"]),
        ("load", {"failed": 1}, ["load: failed calls"]),
        ("load", {"without_record": 1}, ["load: calls without an archive record"]),
        ("barge_in", {"barge_ins_not_stopped": 1}, ["barge_in: barge-ins not stopped"]),
        ("barge_in", {"barge_in_stop_ms": {"count": 20, "p95": 301}}, ["barge-in stop p95, ms"]),
        ("barge_in", {"barge_in_stop_ms": {"count": 0}}, ["barge-ins", "barge-in stop p95, ms"]),
        ("load", {"platform_ms": {"count": 80, "p99": 50.1}}, ["platform p99, ms"]),
        ("load", {"platform_ms": {"count": 0}}, ["platform p99, ms"]),
        ("load", {"frame_lateness_ms": {"count": 9, "p99": 61}}, ["frame lateness p99, ms"]),
        (
            "memory_mib",
            {"envoy": {"third": 100.0, "last": 110.2, "samples": 30}},
            ["memory growth of envoy, MiB"],
        ),
        ("memory_mib", {"envoy": {"third": 1.0, "last": 1.0, "samples": 2}}, ["memory growth of envoy, MiB"]),
    ],
)
def test_what_breaks_a_limit_is_named(part, change, names):
    result = good()
    result[part] |= change
    assert broken(result) == names


def test_a_process_nobody_measured_breaks_its_limit():
    result = good()
    del result["memory_mib"]["voicera_voice"]
    assert broken(result) == ["memory growth of voicera_voice, MiB"]


def test_the_simulator_is_listed_but_not_judged():
    result = good()
    result["memory_mib"]["vobiz_sim"]["last"] = 900.0
    assert broken(result) == []
    assert "memory growth of vobiz_sim, MiB" in {limit["name"] for limit in verdict(result)["limits"]}


def test_lateness_is_zero_when_no_audio_came_late():
    assert frame_lateness([{"gaps_ms": []}])["p99"] == 0
    assert frame_lateness([{"gaps_ms": []}, {"gaps_ms": [20.0, 80.0]}])["p99"] == 80


def test_a_stall_of_a_second_breaks_the_limit():
    result = good()
    result["load"]["frame_lateness_ms"] = frame_lateness([{"gaps_ms": [20.0, 40.0]}, {"gaps_ms": [1000.0]}])
    assert broken(result) == ["frame lateness p99, ms"]
