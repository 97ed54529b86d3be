"""The words heard when an utterance was cut off."""

import pytest

from voicera_voice.audio.format import AudioFormat, Encoding
from voicera_voice.playback.heard import heard_text
from voicera_voice.playback.utterance import Segment, Utterance, WordStart

MULAW = AudioFormat(Encoding.MULAW, 8000)


def utterance(
    heard_ms: float, *segments: tuple[str, int, tuple[WordStart, ...]], ended: bool = True
) -> Utterance:
    """Each segment is its text, its length in milliseconds and its words."""
    made = Utterance(MULAW)
    for number, (text, length_ms, words) in enumerate(segments):
        segment = Segment(number, text, "n", True, ended=ended, words=words)
        made.segments.append(segment)
        made.add_audio(segment, b"\x20" * (8 * length_ms))
    made.heard = int(heard_ms * 8)
    return made


WORDS = (WordStart("One", 0), WordStart("two", 400), WordStart("three", 800))


@pytest.mark.parametrize(
    ("heard_ms", "text"),
    [
        (0, ""),
        (399, ""),
        (400, "One,"),
        (799, "One,"),
        (900, "One, two"),
        (1199, "One, two"),
        (1200, "One, two three."),
    ],
)
def test_words_with_times(heard_ms, text):
    assert heard_text(utterance(heard_ms, ("One, two three.", 1200, WORDS))) == text


@pytest.mark.parametrize(
    ("heard_ms", "text"), [(0, ""), (300, "One"), (650, "One two"), (1000, "One two six")]
)
def test_words_without_times_go_by_characters(heard_ms, text):
    assert heard_text(utterance(heard_ms, ("One two six", 1000, ()))) == text


def test_whole_sentences_before_the_cut_are_whole():
    made = utterance(1500, ("First one.", 1000, ()), ("Second one.", 1000, ()))
    assert heard_text(made) == "First one."


def test_a_sentence_still_being_made_is_not_taken_for_finished():
    made = utterance(500, ("This sentence is long and only its beginning was made.", 500, ()), ended=False)
    assert heard_text(made) == "This"


def test_scripts_without_ascii_are_cut_at_words():
    made = utterance(600, ("नमस्ते आप कैसे हैं", 1000, ()))
    assert heard_text(made) == "नमस्ते आप"


def test_a_sentence_without_audio_was_not_heard():
    made = utterance(1000, ("First one.", 1000, ()))
    made.segments.append(Segment(9, "Second one.", "n", True))
    assert heard_text(made) == "First one."
