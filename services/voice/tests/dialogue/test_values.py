import pytest
from google.protobuf.json_format import ParseDict

from voicera.agents.v1 import spec_pb2
from voicera_voice.dialogue.lexicon import lexicon_for
from voicera_voice.dialogue.values import parse_argument, parse_keys, parse_spoken

from .talk import choice, variable

ENGLISH = lexicon_for("en-IN")
HINDI = lexicon_for("hi-IN")
TIMES = choice("time", ("10 am", "ten in the morning"), "10:30 am", ("check up", "examination"), "cleaning")
DAYS = choice("day", "monday", "tuesday", "thursday")


def declared(fields: dict[str, object]) -> spec_pb2.Variable:
    return ParseDict(fields, spec_pb2.Variable())


@pytest.mark.parametrize(
    ("heard", "value"),
    {
        "ten a m": "10 am",
        "10AM please": "10 am",
        "at ten thirty a.m.": "10:30 am",
        "ten in the morning would be nice": "10 am",
        "CheckUp!": "check up",
        "an examination, please": "check up",
        "I would like a cleening": "cleaning",
        "not a check up but a cleaning": "cleaning",
        "cleaning, no sorry, check up": "check up",
        "cleaning or check up": None,
        "clean": None,
        "nothing": None,
        "": None,
    }.items(),
)
def test_a_choice_is_found_in_a_sentence(heard: str, value: str | None) -> None:
    assert parse_spoken(declared(TIMES), heard, ENGLISH) == value


@pytest.mark.parametrize(
    ("heard", "value"),
    {
        "tuesday": "tuesday",
        "thursday": "thursday",
        "tuseday": "tuesday",
        "no monday": "monday",
        "not monday": None,
        "don't want monday, tuesday": "tuesday",
        "sunday": None,
    }.items(),
)
def test_days_are_not_mixed_up(heard: str, value: str | None) -> None:
    assert parse_spoken(declared(DAYS), heard, ENGLISH) == value


def test_a_phrase_says_which_of_two_choices_is_meant() -> None:
    phrases = ["move it from monday to {day}"]
    assert (
        parse_spoken(declared(DAYS), "Please move it from Monday to Tuesday.", ENGLISH, phrases) == "tuesday"
    )


@pytest.mark.parametrize(
    ("heard", "value"),
    {
        "25": "25",
        "1,250.50 rupees": "1250.5",
        "२५ रुपये": "25",
        "minus 5": "-5",
        "-5": "-5",
        "twenty five": "25",
        "a hundred": "100",
        "two hundred and five": "205",
        "two thousand five hundred": "2500",
        "one lakh twenty thousand": "120000",
        "2.5 lakh": "250000",
        "three crore": "30000000",
        "three point one four": "3.14",
        "one fifty": "150",
        "twenty twenty six": "2026",
        "one five zero": "150",
        "nineteen ninety nine": "1999",
        "table for four people please": "4",
        "zero": "0",
        "पाँच": "5",
        "ten thousand and fifty": "10050",
        "two and three": None,
        "between 2 or 3": None,
        "10-12": None,
        "and point a": None,
        "many": None,
        "": None,
    }.items(),
)
def test_a_number_is_read(heard: str, value: str | None) -> None:
    assert parse_spoken(declared(variable("amount", "NUMBER")), heard, ENGLISH) == value


@pytest.mark.parametrize(
    ("heard", "value"),
    {
        "nine eight double zero, triple five": "9800555",
        "it is 98 00 000 001 thank you": "9800000001",
        "ninety eight forty one": "9841",
        "oh nine oh eight": "908",
        "९८ ०१": "9801",
        "+91 98": "9198",
        "one eight hundred two": "18002",
        "my four digits are one two um three four": "1234",
        "double": None,
        "none": None,
    }.items(),
)
def test_digits_are_read_from_speech(heard: str, value: str | None) -> None:
    assert parse_spoken(declared(variable("phone", "DIGITS")), heard, ENGLISH) == value


def test_digits_are_read_in_hindi() -> None:
    heard = "मेरा नंबर नौ आठ शून्य डबल एक है"
    assert parse_spoken(declared(variable("phone", "DIGITS")), heard, HINDI) == "98011"


@pytest.mark.parametrize(
    ("heard", "value"),
    {
        "Yes, please": "true",
        "yeah": "true",
        "that's correct": "true",
        "no thanks": "false",
        "Nope": "false",
        "not correct": "false",
        "I don't know": None,
        "yes no": None,
        "maybe": None,
    }.items(),
)
def test_yes_and_no_are_told_apart(heard: str, value: str | None) -> None:
    assert parse_spoken(declared(variable("agreed", "BOOLEAN")), heard, ENGLISH) == value


@pytest.mark.parametrize(
    ("heard", "value"), {"जी हाँ": "true", "हां": "true", "जी नहीं": None, "नहीं": "false"}.items()
)
def test_yes_and_no_are_told_apart_in_hindi(heard: str, value: str | None) -> None:
    assert parse_spoken(declared(variable("agreed", "BOOLEAN")), heard, HINDI) == value


@pytest.mark.parametrize(
    ("heard", "value"),
    {
        "My name is Asha Rao.": "Asha Rao",
        "hello, my name is Asha": "Asha",
        "I'm Asha, nice to meet you": "Asha",
        "Asha": "Asha",
        "...": None,
    }.items(),
)
def test_a_text_is_cut_out_of_its_phrase(heard: str, value: str | None) -> None:
    phrases = ["my name is {name}", "{name}", "i'm {name} nice to meet you"]
    assert parse_spoken(declared(variable("name")), heard, ENGLISH, phrases) == value


@pytest.mark.parametrize(
    ("fields", "keys", "value"),
    [
        (DAYS, "2", "tuesday"),
        (DAYS, "4", None),
        (choice("seats", "2", "4"), "4", "4"),
        (variable("agreed", "BOOLEAN"), "1", "true"),
        (variable("agreed", "BOOLEAN"), "2", "false"),
        (variable("agreed", "BOOLEAN"), "3", None),
        (variable("amount", "NUMBER"), "007", "7"),
        (variable("phone", "DIGITS"), "007", "007"),
        (variable("note"), "12", "12"),
    ],
)
def test_keys_become_a_value(fields: dict[str, object], keys: str, value: str | None) -> None:
    assert parse_keys(declared(fields), keys) == value


@pytest.mark.parametrize(
    ("fields", "argument", "value"),
    [
        (DAYS, "Tuesday", "tuesday"),
        (DAYS, "sunday", None),
        (variable("amount", "NUMBER"), 4.0, "4"),
        (variable("amount", "NUMBER"), 4.5, "4.5"),
        (variable("agreed", "BOOLEAN"), True, "true"),
        (variable("agreed", "BOOLEAN"), False, "false"),
        (variable("phone", "DIGITS"), 9800000001, "9800000001"),
        (variable("note"), " window seat ", "window seat"),
    ],
)
def test_a_tools_argument_becomes_a_value(
    fields: dict[str, object], argument: object, value: str | None
) -> None:
    assert parse_argument(declared(fields), argument, ENGLISH) == value
