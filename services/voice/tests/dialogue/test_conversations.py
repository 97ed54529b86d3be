"""Whole conversations as tables: what the caller says, what the agent answers."""

import pytest

from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.interface import IntentMatched, SetVariable, TransferTo

from .clinic import english, hindi
from .talk import Talk

CONFIRM = "So cleaning on friday, and your number is 9 8 0 0 0 0 0 0 0 1. Is that right?"
ENGLISH = {
    "books_step_by_step": [
        ("Um, I'd like to book an appointment please.", "Which treatment?"),
        ("teeth cleaning", "On which day?"),
        ("on friday please", "Key in your number, then hash."),
        ("#9800000001#", CONFIRM),
        ("yes that's right", "Your cleaning on friday is booked. Goodbye."),
    ],
    "says_the_treatment_at_once": [
        ("hi, I need a cleaning", "On which day?"),
        ("not monday, friday", "Key in your number, then hash."),
        ("nine eight double zero, zero zero zero zero zero one", CONFIRM),
        ("yes", "Your cleaning on friday is booked. Goodbye."),
    ],
    "presses_keys": [
        ("#1", "Which treatment?"),
        ("cleening", "On which day?"),
        ("monday, no sorry, friday", "Key in your number, then hash."),
        ("#9800000001#", CONFIRM),
        ("#1", "Your cleaning on friday is booked. Goodbye."),
    ],
    "changes_the_day": [
        ("book an appointment", "Which treatment?"),
        ("a cleaning", "On which day?"),
        ("next tuesday", "Key in your number, then hash."),
        ("98 0000 0001", CONFIRM.replace("friday", "tuesday")),
        ("no", "What should I change?"),
        ("please change the day to friday", CONFIRM),
        ("yeah sure", "Your cleaning on friday is booked. Goodbye."),
    ],
    "asks_for_hours_first": [
        ("when are you open?", "We open at 9.30 a.m. every day. How can I help you today?"),
        ("speak to a person", "One moment please."),
    ],
    "is_not_understood": [
        ("the weather is nice", "Sorry, you can book an appointment or ask for our hours."),
        ("purple elephants", "One moment please."),
    ],
    "never_names_a_day": [
        ("i need an examination", "On which day?"),
        ("tomorrow", "On which day?"),
        ("monday or tuesday", "On which day?"),
        ("", "One moment please."),
    ],
    "refuses_a_booking": [
        (
            "i do not want to book an appointment",
            "Sorry, you can book an appointment or ask for our hours.",
        ),
    ],
}
HINDI = {
    "books": [
        ("जी, मुझे अपॉइंटमेंट बुक करना है", "किस दिन आना चाहेंगे?"),
        ("मंगलवार को", "मंगलवार को अपॉइंटमेंट बुक कर दूँ?"),
        ("हां जी, ठीक है", "धन्यवाद, मंगलवार को मिलते हैं।"),
    ],
    "changes_the_day": [
        ("क्लिनिक कब खुलता है?", "हम सुबह ९.३० बजे खुलते हैं। रविवार को बंद रहता है। मैं आपकी क्या मदद कर सकती हूँ?"),
        ("अपॉइंटमेंट चाहिए", "किस दिन आना चाहेंगे?"),
        ("सोमवार नहीं, बुधवार", "बुधवार को अपॉइंटमेंट बुक कर दूँ?"),
        ("नहीं", "तो किस दिन?"),
        ("मंडे को", "सोमवार को अपॉइंटमेंट बुक कर दूँ?"),
        ("हाँ", "धन्यवाद, सोमवार को मिलते हैं।"),
    ],
    "refuses_a_booking": [
        ("मुझे अपॉइंटमेंट नहीं चाहिए", "मैं आपकी क्या मदद कर सकती हूँ?"),
    ],
}


async def converse(talk: Talk, lines: list[tuple[str, str]]) -> None:
    for caller, expected in lines:
        answer = await (talk.press(caller[1:]) if caller.startswith("#") else talk.hear(caller))
        assert answer == expected, f"after {caller!r}"


@pytest.mark.parametrize("name", ENGLISH)
async def test_a_caller_in_english(name: str) -> None:
    talk = Talk(english())
    assert await talk.begin() == "Welcome to Sunrise Clinic. How can I help you today?"
    await converse(talk, ENGLISH[name])


@pytest.mark.parametrize("name", HINDI)
async def test_a_caller_in_hindi(name: str) -> None:
    talk = Talk(hindi())
    greeting = "नमस्ते! सूर्योदय क्लिनिक में आपका स्वागत है। मैं आपकी क्या मदद कर सकती हूँ?"
    assert await talk.begin() == greeting
    await converse(talk, HINDI[name])


async def test_a_booking_ends_with_its_disposition() -> None:
    talk = Talk(english())
    await talk.begin()
    await converse(talk, ENGLISH["books_step_by_step"])
    assert talk.hang_up.reason == call_pb2.END_REASON_AGENT_HUNG_UP
    assert talk.hang_up.disposition == "booked"
    assert talk.dialogue.variables == {"service": "cleaning", "day": "friday", "phone": "9800000001"}


async def test_the_intent_comes_before_what_follows_from_it() -> None:
    talk = Talk(english())
    await talk.begin()
    await talk.hear("i need a root canal")
    assert talk.actions[0] == IntentMatched("book")
    assert talk.actions[1] == SetVariable("service", "root canal")


async def test_a_transfer_follows_its_announcement() -> None:
    talk = Talk(english())
    await talk.begin()
    assert await talk.press("0") == "One moment please."
    assert talk.actions[-1] == TransferTo("+918000000009")
