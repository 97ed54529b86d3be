"""The verdict of a failover names what is broken; a gap is what the fault adds to the usual one."""

import pytest

from tests.e2e.fragile import FAULTS
from tests.load.failover.figures import Outcome, gaps, outcome, summed_up
from tests.load.failover.scenes import MODALITIES, SCENES, Ended
from tests.load.failover.verdict import FEWEST, verdict

GOALS_MS = {"killed": 700, "garbage": 700, "stalled": 1300}


def answered(gap_ms, *after_ms, is_whole=True, is_ok=True):
    return Outcome(gap_ms, after_ms, is_whole, is_ok)


def calls(gap_ms):
    return [answered(gap_ms, 20)] * FEWEST


def found(**changes):
    faults = {"none": [answered(500.0)] * FEWEST} | {
        fault: calls(500.0 + goal) for fault, goal in GOALS_MS.items()
    }
    return dict.fromkeys(MODALITIES, faults | changes)


def broken(outcomes):
    judged = verdict(summed_up(outcomes), MODALITIES, FAULTS)
    assert judged["passed"] is all(limit["kept"] for limit in judged["limits"])
    return {limit["name"].removeprefix("speech_to_text ") for limit in judged["limits"] if not limit["kept"]}


def test_gaps_at_their_limits_pass():
    assert broken(found()) == set()


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"killed": calls(1200.1)}, {"killed: gap beyond the usual p95, ms"}),
        ({"garbage": calls(1200.1)}, {"garbage: gap beyond the usual p95, ms"}),
        ({"stalled": calls(1800.1)}, {"stalled: gap beyond the usual p95, ms"}),
        ({"killed": calls(500.0)[1:]}, {"killed: calls that switched"}),
        (
            {"killed": [answered(500.0)] * FEWEST},
            {"killed: calls that switched", "killed: gap beyond the usual p95, ms"},
        ),
        ({"killed": [*calls(500.0), answered(500.0, 20, is_whole=False)]}, {"calls with words lost"}),
        ({"none": [answered(500.0, is_ok=False)]}, {"failed calls"}),
    ],
)
def test_what_breaks_a_limit_is_named(changes, names):
    outcomes = found() | {"speech_to_text": found(**changes)["speech_to_text"]}
    assert broken(outcomes) == names


def test_a_modality_nobody_measured_breaks_its_limits():
    outcomes = found()
    del outcomes["speech_to_text"]
    assert len(broken(outcomes)) == 2 * len(GOALS_MS)


def test_a_gap_is_what_lies_beyond_the_middle_of_the_usual_ones():
    usual = [answered(400.0), answered(500.0), answered(900.0)]
    summed = gaps({"none": usual, "killed": [answered(510.0, 20), answered(520.0, 30)]})
    assert summed["killed"]["beyond_ms"]["max"] == 20.0
    assert summed["none"]["max"] == 900.0


def test_a_call_tells_its_switches_its_gap_and_whether_a_word_is_missing():
    switches = [
        {"provider_switched": {"modality": "speech_to_text", "after_ms": 7}},
        {"provider_switched": {"modality": "text_to_speech", "after_ms": 9}},
    ]
    report = {"response_gaps_ms": [480.0, 510.0], "ok": True}
    lines = [("agent", "What can we do for you?"), ("caller", "i would like to book an appointment")]
    assert outcome(SCENES[0], Ended(report, switches, lines, b"")) == Outcome(510.0, (7,), True, True)
    cut = [("caller", "i would like to book an")]
    assert not outcome(SCENES[0], Ended(report, [], cut, b"")).is_whole
