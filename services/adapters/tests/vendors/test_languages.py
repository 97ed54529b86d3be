"""Which vendor works in which language: each listed code is tested over the wire, and each language of India is there.

What vendors document is written down here a second time, apart from their adapters.
"""

import pytest

from voicera_adapters.catalogue import open_adapters
from voicera_adapters.contract import Modality
from voicera_adapters.languages import SCHEDULED
from voicera_adapters.settings import AdapterSettings

from .exercised import Section
from .rigs import rigs

NAMES = {"en-IN": "English (India)", **SCHEDULED}
ALL = frozenset(NAMES)
MODALITIES = (Modality.SPEECH_TO_TEXT, Modality.TEXT_TO_SPEECH, Modality.TRANSLATION)
RIGS = [(modality, rig) for modality in MODALITIES for rig in rigs(modality.name.lower())]
LANGUAGES = Section("languages")
DOCUMENTED = {
    Modality.SPEECH_TO_TEXT: {
        "assemblyai": {"en-IN", "hi", "mr", "ur"},
        "azure": ALL - {"brx", "doi", "kok", "ks", "mai", "mni", "sa", "sat", "sd"},
        "bhashini": ALL,
        "deepgram": {"en-IN", "bn", "gu", "hi", "kn", "mr", "ne", "pa", "ta", "te", "ur"},
        "elevenlabs": ALL - {"brx", "doi", "kok", "ks", "mai", "mni", "sa", "sat"},
        "faster_whisper": ALL - {"brx", "doi", "kok", "ks", "mai", "mni", "or", "sat"},
        "google": {"en-IN", "bn", "gu", "hi", "kn", "ml", "mr", "ne", "pa", "ta", "te", "ur"},
        "indic_conformer": ALL - {"en-IN"},
        "openai": {"en-IN", "hi", "kn", "mr", "ne", "ta", "ur"},
        "pocketsphinx": {"en-IN"},
        "sarvam": ALL,
        "soniox": {"en-IN", "bn", "gu", "hi", "kn", "ml", "mr", "pa", "ta", "te", "ur"},
    },
    Modality.TEXT_TO_SPEECH: {
        "azure": ALL - {"brx", "doi", "kok", "ks", "mai", "mni", "sa", "sat", "sd"},
        "bhashini": ALL - {"doi", "kok", "ks", "mai", "ne", "sa", "sd", "ur"},
        "cartesia": {"en-IN", "bn", "gu", "hi", "kn", "ml", "mr", "pa", "ta", "te"},
        "deepgram": {"en-IN"},
        "elevenlabs": ALL - {"brx", "doi", "kok", "ks", "mai", "mni", "or", "sa", "sat"},
        "espeak": ALL - {"brx", "doi", "ks", "mai", "mni", "sa", "sat"},
        "google": {"en-IN", "bn", "gu", "hi", "kn", "ml", "mr", "pa", "ta", "te", "ur"},
        "indic_parler": ALL,
        "openai": {"en-IN", "hi", "kn", "mr", "ne", "ta", "ur"},
        "sarvam": {"en-IN", "bn", "gu", "hi", "kn", "ml", "mr", "or", "pa", "ta", "te"},
    },
    Modality.TRANSLATION: {
        "azure_translator": ALL - {"sa", "sat"},
        "bhashini": ALL,
        "google": ALL - {"brx", "ks"},
        "sarvam": ALL,
    },
}


@pytest.fixture
async def spoken():
    """By modality and adapter, a test of whether it works in a language; None for one that takes any."""
    settings = AdapterSettings(adapters="network,espeak,faster_whisper,pocketsphinx", pocketsphinx_decoders=1)
    async with open_adapters(settings) as adapters:
        described = [each.description for each in adapters.all()]
    return {
        modality: {
            each.id: None if "*" in each.languages else each
            for each in described
            if each.modality is modality
        }
        for modality in MODALITIES
    }


@pytest.mark.parametrize(
    ("modality", "rig"), RIGS, ids=lambda each: getattr(each, "adapter", None) or each.name.lower()
)
async def test_every_listed_language_goes_over_the_wire_in_a_test(spoken, modality, rig):
    """Of who takes any language some are; OpenAI's voices are told none."""
    description = spoken[modality][rig.adapter]
    if description is None:
        assert rig.languages
    elif rig.language_of is not None:
        assert set(description.languages) <= set(rig.languages)
    else:
        assert rig.adapter == "openai"


@pytest.mark.parametrize("modality", MODALITIES, ids=lambda each: each.name.lower())
async def test_the_languages_of_india_are_listed_by_who_works_in_them(spoken, modality):
    listed = {
        adapter: {code for code in ALL if description.speaks(code)}
        for adapter, description in spoken[modality].items()
        if description is not None
    }
    assert listed == DOCUMENTED[modality]


@pytest.mark.parametrize("code", sorted(ALL))
def test_every_language_of_india_is_heard_spoken_and_translated(code):
    for modality in MODALITIES:
        assert [adapter for adapter, known in DOCUMENTED[modality].items() if code in known]


def test_they_are_twenty_two_and_english():
    assert len(ALL) == 23


def row(spoken, code):
    cells = []
    for modality in MODALITIES:
        known = [each for each, can in spoken[modality].items() if can is not None and can.speaks(code)]
        anything = ["any language model"] if None in spoken[modality].values() else []
        cells.append(", ".join([*sorted(known), *anything]))
    return f"| {NAMES[code]} | `{code}` | {' | '.join(cells)} |\n"


async def test_the_page_shows_who_works_in_which(spoken, request):
    table = "| language | code | speech to text | text to speech | translation |\n|---|---|---|---|---|\n"
    table += "".join(row(spoken, code) for code in NAMES)
    if request.config.getoption("--write-adapters-table", default=False):
        LANGUAGES.show(table)
    assert LANGUAGES.shown() == table, "make adapters-table"
