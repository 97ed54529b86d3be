"""There is something to say in every language that has a greeting, and in every other one."""

import pytest

from voicera_kit.greetings import GREETINGS, greeting_in


@pytest.mark.parametrize(
    ("language", "known"), [("hi-IN", "hi"), ("PT-br", "pt"), ("zh-Hans-CN", "zh"), ("tlh", "en"), ("", "en")]
)
def test_a_language_is_greeted_whatever_its_region(language: str, known: str) -> None:
    assert greeting_in(language) == GREETINGS[known]


def test_greetings_are_short() -> None:
    assert all(5 <= len(each) <= 100 for each in GREETINGS.values())
