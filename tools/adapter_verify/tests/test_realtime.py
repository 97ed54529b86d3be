"""Realtime models are checked: a good one passes, and the faults of others are found."""

import sys
from pathlib import Path

import pytest

REALTIME = str(Path(__file__).parent / "fakes/realtime.py")
FAULTS = [
    ("late", "talk.interrupt", "of audio of answer 1"),
    ("stubborn", "talk.interrupt", "s later"),
    ("twice", "talk.answers", "answer_end {answer: 1"),
    ("unnumbered", "talk.answers", "answer_end {answer: 2"),
    ("narrow", "talk.formats", "in 16000 Hz PCM"),
    ("nervous", "talk.silence_only", "UNKNOWN (no ErrorInfo"),
    ("obliging", "talk.unknown_voice", "ready"),
    ("obliging", "talk.unknown_language", "ready"),
    ("obliging", "talk.unknown_model", "ready"),
    ("obliging", "talk.wrong_settings", "ready"),
    ("obliging", "talk.wrong_temperature", "ready"),
    ("obliging", "talk.config_once", "nothing within"),
    ("leaky", "talk.canceled", "RESOURCE_EXHAUSTED"),
]
ONLY = {
    "fine": set(),
    "late": {"talk.interrupt"},
    "stubborn": {"talk.interrupt"},
    "narrow": {"talk.formats"},
    "nervous": {"talk.silence_only"},
}
"""Where a fault breaks one rule, no other check may fail."""
HANGS = [
    ("lingering", "talk.ready"),
    ("lingering", "talk.half_closed"),
    ("mute", "talk.ready"),
    ("speechless", "talk.answers"),
    ("speechless", "talk.interrupt"),
]


@pytest.fixture(scope="module")
def verdict(serving, verify):
    with serving(sys.executable, REALTIME, "prompt") as address:
        return verify(address, "--json", "--timeout", "3")


def test_a_good_one_passes(verdict):
    passed = {check for about, check in verdict.checks("pass") if about == "realtime/fine"}
    assert {
        "talk.ready",
        "talk.answers",
        "talk.interrupt",
        "talk.half_closed",
        "talk.unknown_voice",
    } <= passed


@pytest.mark.parametrize(("adapter", "check", "came"), FAULTS, ids=str)
def test_a_fault_is_named(verdict, adapter, check, came):
    failure = verdict.checks("fail")[f"realtime/{adapter}", check]
    assert came in failure["came"]


@pytest.mark.parametrize(("adapter", "checks"), ONLY.items())
def test_nothing_else_is_blamed(verdict, adapter, checks):
    assert {check for about, check in verdict.checks("fail") if about == f"realtime/{adapter}"} == checks


def test_one_that_answers_nothing_fails(serving, verify):
    with serving(sys.executable, REALTIME, "hanging") as address:
        verdict = verify(address, "--json", "--timeout", "1")
    assert verdict.status == 1
    failed = verdict.checks("fail")
    came = [failed[f"realtime/{adapter}", check]["came"] for adapter, check in HANGS]
    assert came == ["nothing within 1 s"] * len(HANGS)
