"""The conversation follows the caller from one of the agent's languages to another."""

import pytest

from voicera.agents.v1 import spec_pb2
from voicera_voice.languages.caller import CallerLanguage, Heard
from voicera_voice.languages.profiles import profiles_of


def caller(*others: str) -> CallerLanguage:
    spec = spec_pb2.AgentSpec(language="en-IN")
    for language in others:
        spec.other_languages.add(language=language)
    return CallerLanguage(profiles_of(spec))


@pytest.mark.parametrize(
    ("text", "language", "confidence", "follows"),
    [
        ("मुझे समय चाहिए", "hi", None, True),
        ("मुझे समय", "hi-IN", 0.1, True),
        ("नमस्ते", "hi-IN", 0.9, True),
        ("नमस्ते", "hi-IN", 0.7, False),
        ("नमस्ते", "hi-IN", None, False),
        ("", "hi-IN", 1.0, False),
        ("मुझे समय चाहिए", "", 1.0, False),
        ("je voudrais un rendez-vous", "fr-FR", 1.0, False),
        ("i want an appointment", "en-US", 1.0, False),
    ],
)
def test_a_turn_in_another_language_changes_it_unless_it_may_be_a_mistake(
    text, language, confidence, follows
):
    conversation = caller("hi-IN", "ta-IN")
    assert conversation.follow(Heard(text, language, confidence)) is follows
    assert conversation.current == ("hi-IN" if follows else "en-IN")


def test_it_goes_back_as_well():
    conversation = caller("hi-IN")
    assert conversation.follow(Heard("मुझे समय चाहिए", "hi", None))
    assert conversation.follow(Heard("in english please", "en", None))
    assert conversation.current == "en-IN"


def test_of_two_regions_the_one_spoken_stays():
    conversation = caller("hi-IN", "en-GB")
    conversation.follow(Heard("good afternoon", "en-GB", None))
    assert conversation.current == "en-GB"
    assert not conversation.follow(Heard("and now", "en", None))
    assert conversation.current == "en-GB"


def test_words_are_understood_in_one_of_the_agents_languages():
    conversation = caller("hi-IN")
    assert conversation.of(Heard("हाँ", "hi", 0.2)) == "hi-IN"
    assert conversation.of(Heard("oui", "fr-FR", 0.2)) == "en-IN"
    assert conversation.of(Heard("yes", "", None)) == "en-IN"
