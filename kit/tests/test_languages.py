"""Languages are compared as vendors write them."""

import pytest

from voicera_kit.languages import best_match, same_language


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("hi-IN", "hi", True),
        ("en-IN", "EN-us", True),
        ("hi-IN", "ta-IN", False),
        ("sr-Latn", "sr-Cyrl", False),
        ("sr", "sr-Cyrl", True),
    ],
)
def test_the_same_language(one, other, same):
    assert same_language(one, other) is same
    assert same_language(other, one) is same


@pytest.mark.parametrize(
    ("code", "languages", "match"),
    [
        ("hi-IN", ["en-IN", "hi-IN"], "hi-IN"),
        ("hi", ["en-IN", "hi-IN"], "hi-IN"),
        ("EN-us", ["hi-IN", "en-IN", "en-GB"], "en-IN"),
        ("en-gb", ["en-IN", "en-GB"], "en-GB"),
        ("en-US", ["en"], "en"),
        ("fr", ["en-IN", "hi-IN"], ""),
        ("", ["en-IN"], ""),
    ],
)
def test_which_of_the_agents_languages_a_code_means(code, languages, match):
    assert best_match(code, languages) == match
