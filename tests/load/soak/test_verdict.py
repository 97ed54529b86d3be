"""The verdict of a soak names what is broken, and takes nothing missing for good."""

from collections import Counter

import pytest

from tests.load.soak.figures import errors_of, memory
from tests.load.soak.people import Tally
from tests.load.soak.process import Reading
from tests.load.soak.speech import BLOCK, in_blocks
from tests.load.soak.verdict import verdict


def costs(recognition):
    return {"recognition": {"cpu_ms": recognition}, "synthesis": {"cpu_ms": 1.0}}


def good():
    return {
        "errors": {},
        "defects_logged": 0,
        "finals": 100,
        "final_ms": {"count": 100, "p95": 300},
        "first_audio_ms": {"count": 100, "p95": 10},
        "memory_mib": memory(90.0, [95.0, 100.0, 110.0], 100.0),
        "freed": {"left": {"tasks": 0, "threads": 0, "files": 0, "connections": 0}},
        "fresh": {"alone_ms": 1000, "at_once": 50, "served": 50},
        "cpu_ms_per_stream_second": costs(9.0),
        "in_process": costs(4.0),
    }


def broken(found, pair="network"):
    judged = verdict({pair: found})
    assert judged["passed"] is all(limit["kept"] for limit in judged["limits"])
    return [limit["name"].removeprefix(f"{pair}: ") for limit in judged["limits"] if not limit["kept"]]


def test_figures_at_their_limits_pass():
    assert broken(good()) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"errors": {"UNAVAILABLE": 1}}, "errors"),
        ({"defects_logged": 1}, "defects logged"),
        ({"finals": 0}, "finals"),
        ({"first_audio_ms": {"count": 0}}, "sentences spoken"),
        ({"final_ms": {"count": 0}}, "final p95, ms"),
        ({"final_ms": {"count": 9, "p95": 301}}, "final p95, ms"),
        ({"memory_mib": memory(90.0, [95.0, 100.0, 110.1], 100.0)}, "memory growth, MiB"),
        ({"memory_mib": memory(90.0, [95.0, 95.0], 100.0)}, "memory growth, MiB"),
        ({"freed": {"left": {"tasks": 1}}}, "tasks left when all had gone"),
        (
            {"fresh": {"alone_ms": None, "at_once": 2, "served": 2}},
            "a fresh stream is heard and answered, ms",
        ),
        ({"fresh": {"alone_ms": 9, "at_once": 2, "served": 1}}, "fresh streams served at once"),
        ({"in_process": costs(3.9)}, "CPU of serving recognition, ms/s"),
    ],
)
def test_what_breaks_a_limit_is_named(change, name):
    assert broken(good() | change) == [name]


def test_finals_of_a_recognizer_that_needs_more_cores_are_not_judged():
    slow = good() | {"final_ms": {"count": 9, "p95": 6000}}
    assert broken(slow, "offline") == []
    assert broken(slow, "network") == ["final p95, ms"]


def test_what_is_more_than_before_is_left_and_what_is_less_is_not():
    before = Reading(Counter(serve=1), {"pool": 1}, 5, 20, 3, 90.0, 1.0, 0.0)
    after = Reading(Counter(serve=1, stream=2), {"pool": 4}, 4, 21, 3, 90.0, 2.0, 1.0)
    assert after.more_than(before) == {"tasks": 2, "threads": 0, "files": 1, "connections": 0}
    assert not any(before.more_than(before).values())


def test_errors_of_all_are_counted_together():
    assert errors_of([Tally(errors=Counter(A=1)), Tally(errors=Counter(A=1, B=1))]) == {"A": 2, "B": 1}


def test_speech_is_cut_into_whole_blocks_that_end_in_silence():
    blocks = in_blocks(b"a" * (BLOCK + 1))
    assert [len(each) for each in blocks] == [BLOCK, BLOCK]
    assert blocks[1] == b"a" + b"\xff" * (BLOCK - 1)
