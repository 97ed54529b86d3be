import pytest

from voicera_voice.dialogue.intents import intent_edges, match_intent, match_key
from voicera_voice.dialogue.lexicon import lexicon_for

from .talk import agent, choice, meaning, to

SPEC = agent(
    [
        {
            "id": "ask",
            "ask": {"prompt": "?"},
            "edges": [
                meaning("a", "book", "book an appointment", "i would like to book a {service}", "{service} on {day}"),
                meaning("a", "cancel", "cancel my appointment", "i do not want my appointment"),
                meaning("a", "hours", "opening hours", "when are you open", digit="3"),
                meaning("a", "yes", "yes", "that is right", digit="1"),
                meaning("a", "no", "no", "that is wrong", digit="*"),
                meaning("a", "monday", "come on monday"),
                meaning("a", "again", "say that again", "yes"),
                to("a"),
            ],
        }
    ],
    variables=[choice("service", ("check up", "checking"), "cleaning"), choice("day", "monday", "friday")],
)  # fmt: skip
EDGES = intent_edges(SPEC.graph.nodes[0])
CHOICES = {variable.name: variable for variable in SPEC.variables}


def meant(text: str, language: str = "en-IN") -> tuple[str, dict[str, str]]:
    match = match_intent(EDGES, text, CHOICES, lexicon_for(language))
    return (match.edge.intent.name, dict(match.values)) if match else ("", {})


@pytest.mark.parametrize(
    ("text", "intent"),
    {
        "book an appointment": "book",
        "Hi, can I BOOK an appointment, please?": "book",
        "um I wanted to ask about booking an appointment": "book",
        "book appointments": "book",
        "book an apointment": "book",
        "cancel my appointment": "cancel",
        "please cancel the appointment for me": "cancel",
        "I don't want my appointment": "cancel",
        "i do not want to book an appointment": "cancel",
        "do not come on monday": "",
        "never book an appointment": "",
        "what are your opening hours": "hours",
        "the hours": "",
        "Yes.": "yes",
        "yeah, sure": "yes",
        "okay": "yes",
        "yes that's right": "yes",
        "no": "no",
        "Nope!": "no",
        "no thanks": "no",
        "no, when are you open?": "hours",
        "no no, book an appointment": "book",
        "i have no idea": "",
        "now": "",
        "know": "",
        "not sure": "",
        "come on monday": "monday",
        "come on sunday": "",
        "an appointment": "",
        "elephants": "",
        "one": "yes",
        "press one": "yes",
        "one moment": "",
        "star": "no",
        "": "",
        "?!": "",
    }.items(),
)
def test_the_most_similar_example_wins(text: str, intent: str) -> None:
    assert meant(text)[0] == intent


def test_of_equal_matches_the_first_edge_wins() -> None:
    assert meant("yes")[0] == "yes"


def test_slots_keep_the_values_named() -> None:
    assert meant("I'd like to book a Check-Up") == ("book", {"service": "check up"})
    assert meant("cleaning on friday please") == ("book", {"service": "cleaning", "day": "friday"})


def test_a_slot_that_was_not_filled_does_not_match() -> None:
    assert meant("i would like to book a haircut") == ("", {})


def test_a_key_means_its_edge() -> None:
    edge = match_key(EDGES, "*")
    assert edge is not None
    assert edge.intent.name == "no"
    assert match_key(EDGES, "7") is None


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("hi-IN", "जी हाँ", "नहीं"),
        ("mr-IN", "हो", "नाही"),
        ("ta-IN", "ஆமாம்", "இல்லை"),
        ("te-IN", "అవును", "వద్దు"),
        ("bn-IN", "হ্যাঁ", "না"),
        ("gu-IN", "હા", "ના"),
        ("kn-IN", "ಹೌದು", "ಬೇಡ"),
        ("ml-IN", "അതെ", "വേണ്ട"),
        ("pa-IN", "ਹਾਂ ਜੀ", "ਨਹੀਂ"),
        ("ur-IN", "جی ہاں", "نہیں"),
        ("fr-FR", "yes", "no"),
    ],
)
def test_yes_and_no_are_understood_in_the_callers_language(language: str, yes: str, no: str) -> None:
    assert meant(yes, language)[0] == "yes"
    assert meant(no, language)[0] == "no"
