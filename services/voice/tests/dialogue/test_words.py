# ruff: noqa: RUF001 - the marks of many scripts are meant
import pytest

from voicera_voice.dialogue.number_words import spell, spoken_words
from voicera_voice.dialogue.words import first_letters, letters_in, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "I'd like 10AM, please!": ("id", "like", "10", "am", "please"),
        "We can't; don’t": ("we", "can", "not", "do", "not"),
        "हाँ, ठीक है।": ("हां", "ठीक", "है"),
        "०१२": ("012",),
        "क्\u200dया": ("क्या",),
        "STRASSE straße": ("strasse", "strasse"),
        "Cafe\u0301": ("café",),
        " ...!": (),
    }.items(),
)
def test_words_are_compared_without_case_marks_and_script(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_small_numbers_are_compared_as_words() -> None:
    assert spoken_words("at 10:30") == ("at", "ten", "thirty")
    assert spoken_words("9800000001") == ("9800000001",)


@pytest.mark.parametrize(
    ("number", "words"),
    {
        0: "zero",
        15: "fifteen",
        20: "twenty",
        42: "forty two",
        100: "one hundred",
        305: "three hundred five",
        2026: "two thousand twenty six",
    }.items(),
)
def test_numbers_are_spelled(number: int, words: str) -> None:
    assert spell(number) == words


def test_the_beginning_of_a_text_is_found_by_its_letters() -> None:
    text = "Hello, क्या 12?"
    assert letters_in(text) == 11
    assert first_letters(text, 5) == "Hello,"
    assert first_letters(text, 0) == ""
    assert first_letters(text, 99) == text
