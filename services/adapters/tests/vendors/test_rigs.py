"""No vendor goes without the tests every vendor has to pass."""

import pytest

from voicera_adapters.catalogue import CATALOGUE, Entry
from voicera_adapters.contract import Modality

from .exercised import EXERCISED, everything, missing
from .rigs import rigs

OFFLINE = {"espeak", "faster_whisper", "piper", "pocketsphinx", "scripted"}
"""These need no network, and have tests of their own."""


@pytest.mark.parametrize(
    "entry",
    [each for each in CATALOGUE if each.id not in OFFLINE],
    ids=lambda each: f"{each.id}-{each.modality.name.lower()}",
)
def test_whoever_needs_the_network_has_a_rig(entry):
    assert entry.id in {each.adapter for each in rigs(entry.modality.name.lower())}


def test_nobody_is_listed_twice():
    listed = [(each.id, each.modality) for each in CATALOGUE]
    assert len(listed) == len(set(listed))


def test_the_page_has_a_row_for_everybody(request):
    """But for who answers by a script."""
    assert {("speech to text", "pocketsphinx"), ("text to speech", "piper")} < everything()
    assert len(everything()) == len([each for each in CATALOGUE if each.id != "scripted"])
    if request.config.getoption("--write-adapters-table", default=False):
        return
    rows = EXERCISED.shown().splitlines()
    for modality, adapter in sorted(everything()):
        assert [each for each in rows if each.startswith(f"| {adapter} | {modality} | yes |")], adapter


def test_an_adapter_nobody_exercised_is_missed(monkeypatch):
    forgotten = Entry("forgotten", Modality.TEXT_TO_SPEECH, "nowhere")
    monkeypatch.setattr("tests.vendors.exercised.CATALOGUE", (*CATALOGUE, forgotten))
    assert ("text to speech", "forgotten") in missing()
