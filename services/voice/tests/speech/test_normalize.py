import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicera_voice.speech.normalize import speakable

TEXTS = {
    "**Hello** there": "Hello there",
    "*so* good, *really*.": "so good, really.",
    "**Two. ": "Two.",
    "Sentences.**": "Sentences.",
    "`code` and ```more```": "code and more",
    "# Heading": "Heading",
    "- first": "first",
    "* second": "second",
    "> quoted": "quoted",
    "_very_ __much__": "very much",
    "[our page](https://example.com/a?b=c)": "our page",
    "See https://www.example.com/a?b=1.": "See example.com.",
    "Go to www.example.com now": "Go to example.com now",
    "Great 😀👍🏽 thanks ❤️ .": "Great thanks.",
    "a\u200b\u0000b\tc": "a b c",
    "₹500, 25° and 50%": "₹500, 25° and 50%",
    "Press * or #.": "Press * or #.",
    "Dial *67": "Dial *67",
    "2*3 and 2 * 3": "2*3 and 2 * 3",
    "first_last@example.com": "first_last@example.com",
    "<break time='1s'/> & more": "<break time='1s'/> & more",
    "क्\u200dष \u0928\u093c": "क्\u200dष \u0929",
    "a | b": "a, b",
    "---": "",
    "😀": "",
    " ... ": "",
}


@pytest.mark.parametrize("text", TEXTS)
def test_only_what_can_be_spoken_is_left(text: str) -> None:
    assert speakable(text) == TEXTS[text]


MARKUP = st.sampled_from([*"ab 1*_`#>-|[]()~.\n\tिक😀", "https://", "www."])


@given(st.lists(MARKUP, max_size=40).map("".join))
def test_speakable_text_stays_as_it_is(text: str) -> None:
    assert speakable(speakable(text)) == speakable(text)


@given(st.text(max_size=200))
def test_any_text_can_be_made_speakable(text: str) -> None:
    assert "\n" not in speakable(text)
