import pytest

from voicera_adapters.vendors.pocketsphinx.words import UnknownWordError, spell

DICTIONARY = frozenset([
    "a",
    "m",
    "p",
    "ten",
    "thirty",
    "oh",
    "five",
    "two",
    "hundred",
    "fifty",
    "one",
    "thousand",
    "point",
    "first",
    "twenty",
    "percent",
    "rupees",
    "i",
    "would",
    "like",
    "to",
    "book",
    "check",
    "up",
    "root",
    "canal",
    "dentist's",
    "x-ray",
    "cafe",
    "tooth",
    "ache",
    "am",
    "okay",
    "o'clock",
    "dr",
    "and",
    "three",
    "four",
])


def spoken(phrase):
    return " ".join(word for unit in spell(phrase, DICTIONARY.__contains__) for word in unit.spoken)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("I would LIKE to book", "i would like to book"),
        ("10 am", "ten a m"),
        ("10 A.M.", "ten a m"),
        ("10am", "ten a m"),
        ("10:30 pm", "ten thirty p m"),
        ("10.05 p.m.", "ten oh five p m"),
        ("10:00", "ten"),
        ("i am ten", "i am ten"),
        ("250", "two hundred fifty"),
        ("1,250", "one thousand two hundred fifty"),
        ("3.14", "three point one four"),
        ("1st", "first"),
        ("20%", "twenty percent"),
        ("₹ 500", "rupees five hundred"),
        ("check-up", "check up"),
        ("x-ray", "x-ray"),
        ("the dentist\u2019s".removeprefix("the "), "dentist's"),
        ("café", "cafe"),
        ("toothache!", "tooth ache"),
        ("Dr. okay?", "dr okay"),
        ("10 o'clock", "ten o'clock"),
        ("१०", "ten"),
        ("...", ""),
        ("😀", ""),
    ],
)
def test_phrases_are_spelled_in_dictionary_words(written, words):
    assert spoken(written) == words


def test_units_keep_how_they_were_written():
    units = spell("Book 10 am", DICTIONARY.__contains__)
    assert [(each.written, each.spoken) for each in units] == [
        ("Book", ("book",)),
        ("10 am", ("ten", "a", "m")),
    ]


@pytest.mark.parametrize("phrase", ["bengaluru", "नमस्ते", "1" * 20, "book नमस्ते", "qzx"])
def test_words_without_a_pronunciation_are_told_apart(phrase):
    with pytest.raises(UnknownWordError):
        spoken(phrase)
