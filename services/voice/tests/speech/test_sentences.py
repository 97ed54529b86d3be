# ruff: noqa: RUF001 - the marks of many scripts are meant
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicera_voice.speech.sentences import SentenceSplitter, split

TEXTS = {
    "marks": ("Hello. How are you? Fine! Bye", ["Hello.", "How are you?", "Fine!", "Bye"]),
    "devanagari": ("नमस्ते। आप कैसे हैं? ठीक है॥ अच्छा", ["नमस्ते।", "आप कैसे हैं?", "ठीक है॥", "अच्छा"]),
    "danda_without_space": ("ठीक है।धन्यवाद।", ["ठीक है।", "धन्यवाद।"]),
    "urdu": ("سلام۔ آپ کیسے ہیں؟ ٹھیک", ["سلام۔", "آپ کیسے ہیں؟", "ٹھیک"]),
    "chinese": ("你好。再见！", ["你好。", "再见！"]),
    "newline": ("Monday\nTuesday\n\nFriday", ["Monday", "Tuesday", "Friday"]),
    "decimal": ("It is 3.14 today. Good.", ["It is 3.14 today.", "Good."]),
    "time": ("Come at 10.30 or 11.45. Bye.", ["Come at 10.30 or 11.45.", "Bye."]),
    "money": ("It is ₹1,250.50. Pay now.", ["It is ₹1,250.50.", "Pay now."]),
    "version": ("Use 1.2.3 please. Thanks.", ["Use 1.2.3 please.", "Thanks."]),
    "date": ("On 12.05.2026 we open. Come!", ["On 12.05.2026 we open.", "Come!"]),
    "danda_in_figures": ("सुबह ९।३० बजे। ठीक", ["सुबह ९।३० बजे।", "ठीक"]),
    "danda_after_figures": ("कुल ५००। ३ दिन", ["कुल ५००।", "३ दिन"]),
    "indian_figures": ("सुबह ९.३० बजे। ठीक", ["सुबह ९.३० बजे।", "ठीक"]),
    "ends_with_figure": ("You owe 500. Thanks.", ["You owe 500.", "Thanks."]),
    "titles": ("Dr. Rao and Mrs. Iyer met Prof. Das. Ok.", ["Dr. Rao and Mrs. Iyer met Prof. Das.", "Ok."]),
    "devanagari_title": ("डॉ. राव आएंगे। ठीक", ["डॉ. राव आएंगे।", "ठीक"]),
    "rupees": ("Pay Rs. 500 now. Ok.", ["Pay Rs. 500 now.", "Ok."]),
    "number_sign": ("Flat No. 5 is it. Ok.", ["Flat No. 5 is it.", "Ok."]),
    "no_is_an_answer": ("No. You can not.", ["No.", "You can not."]),
    "latin": ("Bring papers, e.g. a bill. Ok.", ["Bring papers, e.g. a bill.", "Ok."]),
    "morning": ("At 10 a.m. on Friday. Ok.", ["At 10 a.m. on Friday.", "Ok."]),
    "morning_ends": ("It opens at 10 a.m. Please come.", ["It opens at 10 a.m.", "Please come."]),
    "initials": ("A. P. J. Abdul Kalam spoke. Ok.", ["A. P. J. Abdul Kalam spoke.", "Ok."]),
    "i_is_no_initial": ("So do I. Then go.", ["So do I.", "Then go."]),
    "email": ("Write to a.b@example.com. Thanks.", ["Write to a.b@example.com.", "Thanks."]),
    "address": ("See www.example.com/a.html?x=1. Ok.", ["See www.example.com/a.html?x=1.", "Ok."]),
    "quotes": ('"Stop!" "Go." (Really?) Yes.', ['"Stop!"', '"Go."', "(Really?)", "Yes."]),
    "quote_goes_on": ('"Why?" he asked. Ok.', ['"Why?" he asked.', "Ok."]),
    "marks_together": ("What?! No... Yes.", ["What?!", "No...", "Yes."]),
    "ellipsis_goes_on": ("Well… let me see. Ok.", ["Well… let me see.", "Ok."]),
    "list": ("1. Cleaning\n2. Filling", ["1. Cleaning", "2. Filling"]),
    "nothing": (" \n ", []),
}


def pieces(chunks: list[str]) -> list[str]:
    splitter = SentenceSplitter()
    return [*(piece for chunk in chunks for piece in splitter.feed(chunk)), *splitter.flush()]


def solid(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_cut_into_sentences(name: str) -> None:
    text, expected = TEXTS[name]
    assert split(text) == expected


@pytest.mark.parametrize("name", TEXTS)
def test_chunks_do_not_matter(name: str) -> None:
    text, expected = TEXTS[name]
    assert pieces(list(text)) == expected


def test_a_sentence_is_ready_when_the_next_word_begins() -> None:
    splitter = SentenceSplitter()
    assert splitter.feed("Sure. ") == []
    assert splitter.feed("What") == ["Sure."]
    assert splitter.feed(" day?") == []
    assert splitter.feed(" ") == ["What day?"]


def test_the_first_piece_may_be_a_clause() -> None:
    text = "Certainly, I can look that up for you right now, and then we can book it for you, if you want."
    first, second = pieces([text])
    assert first == "Certainly, I can look that up for you right now,"
    assert second == "and then we can book it for you, if you want."
    assert split(text) == [text]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    clause = "word " * 30 + "end,"
    assert split(f"{clause} {clause} {clause} {clause}") == [f"{clause} {clause}", f"{clause} {clause}"]


def test_a_text_without_marks_is_cut_at_a_space() -> None:
    cut = split("word " * 200)
    assert all(len(piece) <= 400 for piece in cut)
    assert " ".join(cut).split() == ["word"] * 200


def test_a_text_without_spaces_is_cut_between_characters() -> None:
    cut = split("कि" * 500)
    assert all(len(piece) <= 420 for piece in cut)
    assert all(piece[0] == "क" for piece in cut)
    assert "".join(cut) == "कि" * 500


def test_a_line_of_marks_is_cut_too() -> None:
    for marks in ("." * 200, "!" * 63 + '"' * 70):
        cut = split(f"Well {marks} yes")
        assert solid("".join(cut)) == f"Well{marks}yes"
        assert cut == pieces(list(f"Well {marks} yes"))


def test_a_range_is_not_cut_where_a_clause_would_be() -> None:
    text = "We are open for you on every single day from 10—12 and 3 – 5 and so on."
    assert pieces([text]) == [text]


def test_flushing_begins_anew() -> None:
    splitter = SentenceSplitter()
    assert [*splitter.feed("One. Tw"), *splitter.flush()] == ["One.", "Tw"]
    assert [*splitter.feed("Three"), *splitter.flush()] == ["Three"]
    assert splitter.flush() == []


ALPHABET = st.one_of(
    st.sampled_from([
        *".!?।॥…۔ \n,;:—'\")(*9",
        "Dr.",
        "Rs. ",
        "3.14",
        " a.m. ",
        "I. ",
        "नमस्ते",
        "कि",
        "word ",
    ]),
    st.characters(exclude_categories=["Cs"]),
)
TEXT = st.lists(ALPHABET, max_size=300).map("".join)


@given(TEXT, st.randoms(use_true_random=False))
def test_no_character_is_lost_or_moved_however_text_is_chunked(text: str, random_: random.Random) -> None:
    chunks, rest = [], text
    while rest:
        size = random_.randint(1, 40)
        chunks.append(rest[:size])
        rest = rest[size:]
    cut = pieces(chunks)
    assert solid("".join(cut)) == solid(text)
    assert cut == pieces([text])
    assert all(piece and piece == piece.strip() for piece in cut)


FIGURES = st.text(st.sampled_from("0123456789९३०৫"), min_size=1, max_size=5)
NUMBER = st.builds(
    lambda first, rest: first + "".join(mark + figures for mark, figures in rest),
    FIGURES,
    st.lists(st.tuples(st.sampled_from(" .,:;/-–—।॥。、，！？'"), FIGURES), max_size=6),
)
WORDS = st.lists(st.sampled_from(["word", "कि", "very,", "well…", "then—", "yes! "]), min_size=1, max_size=80)


@given(st.lists(st.tuples(WORDS, NUMBER), max_size=6), st.randoms(use_true_random=False))
def test_a_number_is_never_cut(parts: list[tuple[list[str], str]], random_: random.Random) -> None:
    text = " ".join(f"{random_.choice([' ', '']).join(words)} {number}" for words, number in parts)
    cut = pieces([text])
    assert all(any(number in piece for piece in cut) for _, number in parts)
    assert cut == pieces(list(text))


@given(st.text(alphabet="abc.,! 19", min_size=0, max_size=3000))
def test_pieces_are_bounded(text: str) -> None:
    assert all(len(piece) <= 400 + 64 for piece in split(text))
