"""No vendor goes without the tests every vendor has to pass."""

import pytest

from voicera_adapters.catalogue import CATALOGUE

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
