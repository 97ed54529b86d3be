"""Agents of several languages: everybody they need for each is checked, and who hears which is spoken."""

from collections.abc import Callable

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.validation.problem import Reason
from voicera_agents.validation.rules import problems_of

Finds = Callable[..., None]


def speaks_hindi(spec: AgentSpec) -> None:
    """English and Hindi, told apart."""
    spec.speech_to_text[0].adapter = "polyglot"
    spec.other_languages.add(language="hi-IN").text_to_speech.add(adapter="espeak", voice="hi")


def test_two_languages(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    finds()


def test_a_language_with_a_recognizer_of_its_own(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    spec.other_languages[0].speech_to_text.add(adapter="polyglot")
    finds()


def test_further_language_that_is_none(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    spec.other_languages[0].language = "Hindi"
    finds(("other_languages[0].language", "BAD_LANGUAGE"))


def test_a_language_twice(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    spec.other_languages.add(language="HI-in").text_to_speech.add(adapter="espeak", voice="hi")
    spec.other_languages.add(language="en-IN").text_to_speech.add(adapter="espeak", voice="en-gb")
    finds(
        ("other_languages[1].language", "DUPLICATE_LANGUAGE"),
        ("other_languages[2].language", "DUPLICATE_LANGUAGE"),
    )


def test_a_language_without_a_voice(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    spec.other_languages[0].ClearField("text_to_speech")
    finds(("other_languages[0].text_to_speech", "NO_VOICE"))


def test_voices_of_a_further_language_are_checked_like_the_agents(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    voices = spec.other_languages[0].text_to_speech
    voices[0].voice = "robot"
    voices[0].speaking_rate = 3
    voices.add(adapter="espeak", voice="en-gb")
    voices.add(adapter="whisper", voice="x")
    finds(
        ("other_languages[0].text_to_speech[0].voice", "UNKNOWN_VOICE"),
        ("other_languages[0].text_to_speech[0].speaking_rate", "OUT_OF_RANGE"),
        ("other_languages[0].text_to_speech[1].adapter", "LANGUAGE_NOT_SUPPORTED"),
        ("other_languages[0].text_to_speech[2].adapter", "UNKNOWN_ADAPTER"),
    )


def test_recognizers_of_a_further_language_are_checked_like_the_agents(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    ears = spec.other_languages[0].speech_to_text
    ears.add(adapter="polyglot", model="large").settings["beam"] = 1
    ears.add(adapter="pocketsphinx")
    ears.add(adapter="whisper")
    finds(
        ("other_languages[0].speech_to_text[0].model", "UNKNOWN_MODEL"),
        ("other_languages[0].speech_to_text[0].settings", "BAD_SETTINGS"),
        ("other_languages[0].speech_to_text[1].adapter", "LANGUAGE_NOT_SUPPORTED"),
        ("other_languages[0].speech_to_text[2].adapter", "UNKNOWN_ADAPTER"),
    )


def test_the_first_recognizers_say_which_language_they_hear(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    spec.speech_to_text[0].adapter = "pocketsphinx"
    finds(
        ("speech_to_text[0].adapter", "LANGUAGE_NOT_DETECTED"),
        ("speech_to_text[0].adapter", "LANGUAGE_NOT_SUPPORTED"),
    )
    spec.speech_to_text[0].adapter = "polyglot"
    spec.other_languages[0].speech_to_text.add(adapter="polyglot")
    spec.speech_to_text.add(adapter="pocketsphinx")
    finds()  # which stands by keeps the conversation in one language


def test_a_recognizer_that_stands_by_for_two_languages_works_in_both(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    spec.speech_to_text.add(adapter="pocketsphinx")
    finds(("speech_to_text[1].adapter", "LANGUAGE_NOT_SUPPORTED"))


def test_the_first_recognizer_hears_all_languages_there_are(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    marathi = spec.other_languages.add(language="mr-IN")
    marathi.text_to_speech.add(adapter="espeak", voice="hi")
    marathi.speech_to_text.add(adapter="polyglot")
    finds(
        ("speech_to_text[0].adapter", "LANGUAGE_NOT_SUPPORTED"),
        ("other_languages[1].speech_to_text[0].adapter", "LANGUAGE_NOT_SUPPORTED"),
        ("other_languages[1].text_to_speech[0].adapter", "LANGUAGE_NOT_SUPPORTED"),
    )


def test_more_than_eight_further_languages(spec: AgentSpec, catalogue: Catalogue) -> None:
    for region in range(9):
        spec.other_languages.add(language=f"en-{region:03}").text_to_speech.add(
            adapter="espeak", voice="en-gb"
        )
    spec.speech_to_text[0].adapter = "polyglot"
    (problem,) = problems_of(spec, catalogue)
    assert (problem.field, problem.reason) == ("other_languages", Reason.OUT_OF_RANGE)


def test_the_first_recognizer_tells_the_agents_languages_apart(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    spec.speech_to_text[0].adapter = "nova"
    finds()
    spec.other_languages[0].language = "ta-IN"
    spec.other_languages[0].text_to_speech[0].adapter = "unheard"
    finds(
        ("speech_to_text[0].adapter", "LANGUAGE_NOT_DETECTED"),
        ("other_languages[0].text_to_speech[0].adapter", "UNKNOWN_ADAPTER"),
    )


def test_a_region_told_apart_worse_than_its_language(
    spec: AgentSpec, catalogue: Catalogue, finds: Finds
) -> None:
    speaks_hindi(spec)
    spec.speech_to_text[0].adapter = "nova"
    spec.other_languages[0].language = "zh-TW"
    spec.other_languages.add(language="zh-HK").text_to_speech.add(adapter="espeak", voice="hi")
    said = [each.description for each in problems_of(spec, catalogue) if "apart" in each.description]
    assert said == ["nova does not tell zh-TW apart from other languages"]


def test_a_model_that_hears_one_language_at_a_time(spec: AgentSpec, finds: Finds) -> None:
    spec.speech_to_text[0].adapter, spec.speech_to_text[0].model = "nova", "single"
    finds()
    speaks_hindi(spec)
    spec.speech_to_text[0].adapter = "nova"
    finds(("speech_to_text[0].model", "LANGUAGE_NOT_DETECTED"))
    spec.other_languages[0].speech_to_text.add(adapter="nova", model="single")
    spec.speech_to_text[0].model = "wide"
    finds(("other_languages[0].speech_to_text[0].model", "LANGUAGE_NOT_DETECTED"))


def test_a_model_that_lacks_one_of_the_languages(spec: AgentSpec, finds: Finds) -> None:
    speaks_hindi(spec)
    spec.speech_to_text[0].adapter, spec.speech_to_text[0].model = "nova", "narrow"
    finds(("speech_to_text[0].model", "LANGUAGE_NOT_SUPPORTED"))
