"""Lists of voices are read to their end, and probes have time of their own."""

import sys
from pathlib import Path

import pytest

VOICES = str(Path(__file__).parent / "fakes/voices.py")


@pytest.fixture(scope="module")
def verdict(serving, verify):
    with serving(sys.executable, VOICES) as address:
        return verify(address, "--json", "--timeout", "1")


@pytest.mark.parametrize(
    ("adapter", "came"),
    [
        ("circling", "'2' twice"),
        ("endless", "a next_page_token after 200 pages"),
        ("repeating", "voice 0 twice"),
    ],
)
def test_voices_that_repeat_or_never_end_fail(verdict, adapter, came):
    failure = verdict.checks("fail")[f"text_to_speech/{adapter}", "describe.list_voices"]
    assert failure["came"] == came


def test_thousands_of_voices_are_no_fault(verdict):
    assert ("text_to_speech/fine", "describe.list_voices") in verdict.checks("pass")


def test_a_probe_may_take_longer_than_the_next_message(verdict):
    assert ("text_to_speech/fine", "describe.probe") in verdict.checks("pass")
