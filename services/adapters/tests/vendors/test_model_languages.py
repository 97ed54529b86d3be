"""What the catalogue says of a model's languages is what its adapter takes and refuses."""

from contextlib import suppress

import pytest

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.catalogue import open_adapters
from voicera_adapters.contract import (
    Expectation,
    Modality,
    RecognizerOptions,
    SynthesizerOptions,
    Translation,
)
from voicera_adapters.languages import code_in
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.vendors.deepgram import speech_to_text as deepgram
from voicera_adapters.vendors.elevenlabs import text_to_speech as elevenlabs
from voicera_adapters.vendors.sarvam import speech_to_text as sarvam
from voicera_adapters.vendors.sarvam import translation as sarvam_translation
from voicera_kit.errors import InvalidArgument

PHONE = AudioFormat(Encoding.MULAW, 8_000)


def heard(vendor, settings, model, language, *others):
    options = RecognizerOptions(model, language, PHONE, True, {}, Expectation(), other_languages=others)
    vendor.Live(options, settings()).query()


def heard_by_deepgram(model, language, *others):
    heard(deepgram, deepgram.DeepgramSettings, model, language, *others)


def heard_by_sarvam(model, language, *others):
    heard(sarvam, sarvam.SarvamSettings, model, language, *others)


def spoken_by_elevenlabs(model, language):
    options = SynthesizerOptions("", language, PHONE, 1.0, {})
    elevenlabs.request_of(options, elevenlabs.ElevenLabsSettings(model=model))


def translated_by_sarvam(model, language):
    codes = (code_in(sarvam_translation.LANGUAGES, each) for each in ("en", language))
    sarvam_translation.model_of(Translation(model, ("Hello",), "en", language), *codes)


TRIED = [
    (deepgram.DESCRIPTION, deepgram.MODELS, heard_by_deepgram),
    (sarvam.DESCRIPTION, sarvam.MODELS, heard_by_sarvam),
    (elevenlabs.DESCRIPTION, tuple(elevenlabs.MODEL_LANGUAGES), spoken_by_elevenlabs),
    (sarvam_translation.DESCRIPTION, tuple(sarvam_translation.LONGEST), translated_by_sarvam),
]


def taken(work, model, languages, *others):
    """The languages it is not refused in."""
    found = set()
    for each in languages:
        with suppress(InvalidArgument):
            work(model, each, *others)
            found.add(each)
    return found


@pytest.mark.parametrize(
    ("description", "models", "work"), TRIED, ids=lambda each: getattr(each, "display_name", None)
)
def test_a_model_takes_the_languages_the_catalogue_says(description, models, work):
    assert set(description.model_languages) <= set(models)
    for model in models:
        listed = description.model_languages.get(model, description.languages)
        assert taken(work, model, description.languages) == set(listed), model


def test_deepgrams_models_tell_the_languages_apart_that_the_catalogue_says():
    can = deepgram.DESCRIPTION.capabilities
    assert set(can.model_detected_languages) <= set(deepgram.MODELS)
    for model in deepgram.MODELS:
        listed = can.model_detected_languages.get(model, can.detected_languages)
        assert taken(heard_by_deepgram, model, deepgram.LANGUAGES, "en") == set(listed), model


def test_sarvams_models_tell_apart_all_they_work_in():
    assert sarvam.DESCRIPTION.capabilities.detected_languages == ()
    for model in sarvam.MODELS:
        listed = sarvam.DESCRIPTION.model_languages.get(model, sarvam.LANGUAGES)
        assert taken(heard_by_sarvam, model, sarvam.LANGUAGES, "hi") == set(listed)
    with pytest.raises(InvalidArgument) as refused:
        heard_by_sarvam("saarika:v2.5", "hi", "ta", "brx")
    assert refused.value.violations[0].field == "other_languages[1]"


async def test_a_models_languages_are_the_adapters():
    """As the adapter spells them: nothing else is found in the lists."""
    async with open_adapters(AdapterSettings(adapters="network")) as adapters:
        described = [each.description for each in adapters.all()]
    for description in described:
        lists = dict(description.model_languages)
        if description.modality is Modality.SPEECH_TO_TEXT:
            can = description.capabilities
            lists |= {f"detected by {name}": each for name, each in can.model_detected_languages.items()}
            lists["detected"] = can.detected_languages
        for name, listed in lists.items():
            assert set(listed) <= set(description.languages), (description.id, name)


async def test_the_catalogue_has_them(serving_vendors):
    async with serving_vendors(adapters="deepgram,elevenlabs") as client:
        ears = (await client.catalogue(1))["deepgram"]
        voices = (await client.catalogue(2))["elevenlabs"]
    assert "ta" not in ears.model_languages["nova-2"].languages
    assert "hi" in ears.model_languages["nova-2"].languages
    assert "ur" not in ears.speech_to_text.detected_languages
    assert set(ears.speech_to_text.model_detected_languages["nova-2"].languages) >= {"en", "es"}
    assert not ears.speech_to_text.model_detected_languages["nova-2-phonecall"].languages
    assert "bn" not in voices.model_languages["eleven_flash_v2_5"].languages
