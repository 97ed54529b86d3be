"""Translation is checked against what the translators can do."""

from collections.abc import Callable

import pytest

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera.ai.v1.translation_service_pb2 import FORMALITY_FORMAL

Finds = Callable[..., None]


def thinks_in_hindi(spec: AgentSpec, *translators: str) -> None:
    spec.translation.language = "hi-IN"
    for adapter in translators or ("able",):
        spec.translation.choices.add(adapter=adapter)


def test_a_translated_agent(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec, "able", "plain")
    finds()


def test_nobody_translates(spec: AgentSpec, finds: Finds) -> None:
    spec.translation.SetInParent()
    finds(("translation.choices", "NO_TRANSLATOR"))


def test_translator_nobody_offers(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec, "able", "babel", "openai", "")
    finds(
        ("translation.choices[1].adapter", "UNKNOWN_ADAPTER"),
        ("translation.choices[2].adapter", "UNKNOWN_ADAPTER"),
        ("translation.choices[3].adapter", "UNKNOWN_ADAPTER"),
    )


def test_model_and_settings_of_a_translator(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec)
    spec.translation.choices[0].model = "large"
    spec.translation.choices[0].settings["x"] = 1
    finds(
        ("translation.choices[0].model", "UNKNOWN_MODEL"),
        ("translation.choices[0].settings", "BAD_SETTINGS"),
    )


@pytest.mark.parametrize(("written", "spoken"), [("bn-IN", "en-IN"), ("hi-IN", "en-GB")])
def test_a_translator_that_lacks_one_of_the_languages(
    spec: AgentSpec, finds: Finds, written: str, spoken: str
) -> None:
    thinks_in_hindi(spec, "plain")
    spec.translation.language, spec.language = written, spoken
    finds(("translation.choices[0].adapter", "LANGUAGE_NOT_SUPPORTED"))


def test_a_translator_is_needed_for_every_language_callers_speak(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec, "plain")
    spec.speech_to_text[0].adapter = "polyglot"
    spec.other_languages.add(language="ta-IN").text_to_speech.add(adapter="espeak", voice="hi")
    finds(
        ("translation.choices[0].adapter", "LANGUAGE_NOT_SUPPORTED"),
        ("other_languages[0].text_to_speech[0].adapter", "LANGUAGE_NOT_SUPPORTED"),
    )


def test_no_translator_is_needed_between_regions(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec, "plain")
    spec.translation.language = "en-GB"
    finds()


def test_codes_that_are_no_languages(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec)
    spec.translation.language = "Hindi"
    spec.translation.glossaries["English"].terms["a"] = "b"
    finds(
        ("translation.language", "BAD_LANGUAGE"),
        ("translation.glossaries[English]", "BAD_LANGUAGE"),
    )


def test_tone_and_terms_a_translator_cannot_keep_to(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec)
    spec.translation.formality = FORMALITY_FORMAL
    spec.translation.glossaries["en"].terms["डॉक्टर"] = "physician"
    finds()
    spec.translation.choices.add(adapter="plain")
    finds(
        ("translation.formality", "TONE_NOT_SUPPORTED"),
        ("translation.glossaries", "GLOSSARY_NOT_SUPPORTED"),
    )


def test_a_tone_that_is_none(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec)
    spec.translation.formality = 9
    finds(("translation.formality", "OUT_OF_RANGE"))


def test_blank_terms(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec)
    spec.translation.glossaries["en"].terms["डॉक्टर"] = " "
    finds(("translation.glossaries[en].terms[डॉक्टर]", "EMPTY_TEXT"))


def test_more_terms_than_a_translator_is_given(spec: AgentSpec, finds: Finds) -> None:
    thinks_in_hindi(spec)
    for number in range(201):
        spec.translation.glossaries["en"].terms[f"t{number}"] = "x"
    for region in range(10):
        spec.translation.glossaries[f"en-{region:03}"].terms["a"] = "b"
    finds(("translation.glossaries[en].terms", "OUT_OF_RANGE"), ("translation.glossaries", "OUT_OF_RANGE"))
