"""Faults are found, and said by the name of the check; a good adapter beside them has none."""

import sys
from pathlib import Path

import pytest

BROKEN = str(Path(__file__).parent / "fakes/broken.py")
FAULTS = [
    ("server", "health.serving", "NOT_SERVING"),
    ("server", "catalogue.unique", "misdescribed twice as translation"),
    ("server", "catalogue.ordered", "twice, "),
    ("translation/misdescribed", "describe.names", "none"),
    ("translation/misdescribed", "describe.capabilities", "speech_to_text, translation"),
    ("translation/misdescribed", "describe.sample_rates", "100"),
    ("translation/misdescribed", "describe.languages", "'hi_IN'"),
    ("translation/misdescribed", "describe.voices", "voices of translation"),
    ("translation/misdescribed", "describe.models", "one twice"),
    ("translation/misdescribed", "describe.settings_schema", "'integre' is not valid"),
    ("translation/misdescribed", "describe.credential_schema", "none"),
    ("speech_to_text/twice", "recognize.finals", "one of utterance 3"),
    ("speech_to_text/twice", "recognize.silence_only", "utterance: 1"),
    ("speech_to_text/nameless", "recognize.wrong_encoding", "no ErrorInfo, naming no field"),
    ("speech_to_text/nameless", "recognize.unknown_model", "INVALID_ARGUMENT"),
    ("text_to_speech/late", "synthesize.cancel", "audio of segment 1"),
    ("text_to_speech/silent", "synthesize.segments", "a peak of 0"),
    ("text_to_speech/halved", "synthesize.formats", "11519 bytes"),
    ("text_to_speech/unordered", "synthesize.segments", "audio of segment 6"),
    ("text_to_speech/timeless", "synthesize.word_times", "none"),
    ("text_to_speech/narrow", "synthesize.formats", "in 24000 Hz PCM"),
    ("text_to_speech/fragile", "synthesize.emoji", "UNKNOWN (no ErrorInfo"),
    ("language_model/unfinished", "generate.answers", "the end of the stream"),
    ("language_model/chatty", "generate.answers", "text_delta {One more thing.}"),
    ("language_model/obliging", "generate.unknown_model", "text_delta {Hello.}"),
    ("translation/forgetful", "translate.in_order", "3"),
    ("translation/shuffled", "translate.in_order", "'Room 6040'"),
]
HANGS = [
    ("speech_to_text/deaf", "recognize.nothing"),
    ("speech_to_text/lingering", "recognize.ready"),
    ("text_to_speech/stuck", "synthesize.empty"),
]
ONLY = {
    "text_to_speech/late": {"synthesize.cancel"},
    "text_to_speech/timeless": {"synthesize.word_times"},
    "text_to_speech/narrow": {"synthesize.formats"},
    "text_to_speech/fine": set(),
    "language_model/obliging": {"generate.unknown_model"},
    "translation/shuffled": {"translate.in_order"},
}
"""Where a fault breaks one rule, no other check may fail."""


@pytest.fixture(scope="module")
def verdict(serving, verify):
    with serving(sys.executable, BROKEN, "prompt") as address:
        return verify(address, "--json")


def test_faults_end_the_command_with_1(verdict):
    assert verdict.status == 1
    assert verdict.report["ok"] is False
    assert verdict.report["failed"] == sum(each["outcome"] == "fail" for each in verdict.report["checks"])


@pytest.mark.parametrize(("about", "check", "came"), FAULTS, ids=str)
def test_a_fault_is_named(verdict, about, check, came):
    failure = verdict.checks("fail")[about, check]
    assert came in failure["came"]
    assert failure["expected"]


@pytest.mark.parametrize(("about", "checks"), ONLY.items())
def test_nothing_else_is_blamed(verdict, about, checks):
    failed = {check for where, check in verdict.checks("fail") if where == about}
    assert failed == checks
    assert any(where == about for where, _ in verdict.checks("pass"))


def test_a_server_that_keeps_waiting_does_not_keep_the_command(serving, verify):
    with serving(sys.executable, BROKEN, "hanging") as address:
        verdict = verify(address, "--json", "--timeout", "1")
    assert verdict.status == 1
    failed = verdict.checks("fail")
    assert [failed[hang]["came"] for hang in HANGS] == ["nothing within 1 s"] * len(HANGS)
