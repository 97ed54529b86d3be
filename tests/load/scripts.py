"""Agents and callers for load: a caller who answers many questions, and one who interrupts."""

from tests.e2e.specs import Json, ask, hang_up, spec, storyteller

QUESTIONS = (
    "Would you like to book an appointment?",
    "Do you come for the first time?",
    "Is the morning good for you?",
    "Shall we send you a message?",
)
TALKER = [*("listen", {"say": "yes please"}) * len(QUESTIONS), {"wait_hangup": 30000}]
INTERRUPTER = [{"interrupt": {"say": "please stop", "after_ms": 1500}}, {"wait_hangup": 30000}]


def talking_agent() -> Json:
    """Four questions, yes or no, then goodbye."""
    names = [f"question_{number}" for number in range(len(QUESTIONS))]
    following = [*names[1:], "bye"]
    yes_or_no = ["yes", "yes please"], ["no", "no thank you"]
    nodes = [
        ask(name, question, {"yes": (to, yes_or_no[0]), "no": (to, yes_or_no[1])}, to)
        for name, question, to in zip(names, QUESTIONS, following, strict=True)
    ]
    return spec(*nodes, hang_up("bye", "Thank you for calling. Goodbye.", "talked"))


def interrupted_agent() -> Json:
    return storyteller()
