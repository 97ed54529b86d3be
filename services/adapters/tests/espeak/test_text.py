from voicera_adapters.contract import SpokenWord
from voicera_adapters.vendors.espeak.library import InstalledVoice, WordEvent
from voicera_adapters.vendors.espeak.text import WordTimes, speakable
from voicera_adapters.vendors.espeak.voices import Voices, tag


def test_emoji_and_control_characters_become_spaces_of_the_same_length():
    assert speakable("a\x07b\n😀c") == "a b  c"
    assert speakable("👩‍👩‍👧 नमस्ते ❤️ <b>[[x]]</b>").split(maxsplit=1)[-1].endswith("<b>[[x]]</b>")
    assert len(speakable("😀 ok")) == len("😀 ok")


def test_marks_of_indian_scripts_stay():
    for text in ("नमस्ते, आप कैसे हैं?", "நன்றி", "క్షమించండి", "ক্ষমা", "\u0915\u094d\u200d\u0937", "پاکستان"):
        assert speakable(text) == text


def test_each_written_word_gets_the_time_of_its_first_part():
    times = WordTimes("at 10:30, <b>ok</b> bye")
    events = [
        WordEvent(0, 2, 0), WordEvent(3, 2, 100), WordEvent(6, 2, 200), WordEvent(11, 1, 300), WordEvent(20, 3, 400),
    ]  # fmt: skip
    spoken = list(times.spoken(events, 1000, 50))
    assert spoken == [
        SpokenWord("at", 0), SpokenWord("10:30,", 50), SpokenWord("<b>ok</b>", 250), SpokenWord("bye", 350),
    ]  # fmt: skip


def test_events_outside_any_word_are_passed_over():
    assert list(WordTimes("a  b").spoken([WordEvent(1, 1, 10), WordEvent(99, 1, 20)], 1000, 0)) == []


def test_codes_are_spelled_as_bcp_47():
    assert [tag(each) for each in ("en-us", "en-gb-x-rp", "cmn-latn-pinyin", "hi", "es-419")] == [
        "en-US", "en-GB-x-rp", "cmn-Latn-pinyin", "hi", "es-419",
    ]  # fmt: skip
    assert [tag(each) for each in ("chr-us-qaaa-x-west", "en-us-nyc", "en-gb-scotland", "en-shaw")] == [
        "chr-Qaaa-US-x-west", "en-US-x-nyc", "en-GB-scotland", "en-Shaw",
    ]  # fmt: skip


def test_a_voice_is_found_by_its_language_however_that_is_spelled_for_it():
    voices = Voices.of([InstalledVoice("iro/chr", "chr-us-qaaa-x-west", "Cherokee")])
    assert voices.default("chr-Qaaa-US-x-west") == "chr-us-qaaa-x-west"


def test_voices_are_found_with_and_without_a_variant():
    voices = Voices.of([
        InstalledVoice("gmw/en-US", "en-us", "English (America)"),
        InstalledVoice("inc/hi", "hi", "Hindi"),
    ])
    assert voices.path("en-us") == "gmw/en-US"
    assert voices.path("hi+f2") == "inc/hi+f2"
    for unknown in ("fr", "en-us+nobody", "en-us+", "en-us+../x", "", "gmw/en-US", "EN-US"):
        assert voices.path(unknown) is None
    assert [voices.default(each) for each in ("en-IN", "hi-IN", "en-US", "ta-IN")] == [
        "en-us",
        "hi",
        "en-us",
        "",
    ]
    assert {"en-IN", "hi-IN", "hi", "en-US"} <= set(voices.languages)
