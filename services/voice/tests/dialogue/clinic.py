"""A clinic that books appointments, in English and in Hindi."""

from voicera.agents.v1 import spec_pb2

from .talk import agent, choice, end, meaning, to, variable, when


def english() -> spec_pb2.AgentSpec:
    return agent(
        [
            {
                "id": "help",
                "title": "How can I help?",
                "ask": {
                    "prompt": "How can I help you today?",
                    "reprompts": ["Sorry, you can book an appointment or ask for our hours."],
                },
                "edges": [
                    meaning("service", "book", "book an appointment", "i need a {service}", digit="1"),
                    meaning("hours", "hours", "opening hours", "when are you open", digit="2"),
                    meaning("person", "person", "speak to a person", digit="0"),
                    to("person"),
                ],
            },
            {"id": "hours", "say": {"text": "We open at 9.30 a.m. every day."}, "edges": [to("help")]},
            _collect("service", "Which treatment?", "day", reprompts=["A cleaning or a check up?"]),
            _collect("day", "On which day?", "phone", phrases=["next {day}"]),
            _collect("phone", "Key in your number, then hash.", "confirm", digits={"min_digits": 10}),
            {
                "id": "confirm",
                "ask": {"prompt": "So {service} on {day}, and your number is {phone}. Is that right?"},
                "edges": [
                    meaning("done", "yes", "yes", "that is right", digit="1"),
                    meaning("change", "no", "no", "that is wrong", digit="2"),
                    to("person"),
                ],
            },
            {
                "id": "change",
                "ask": {"prompt": "What should I change?"},
                "edges": [
                    meaning("confirm", "day", "the day to {day}", "make it {day}"),
                    meaning("confirm", "service", "the treatment to {service}"),
                    to("person"),
                ],
            },
            end("done", "Your {service} on {day} is booked. Goodbye.", "booked"),
            {"id": "person", "transfer": {"to": "+918000000009", "announcement": "One moment please."}},
        ],
        greeting="Welcome to Sunrise Clinic.",
        variables=[
            choice("service", ("check up", "examination"), ("cleaning", "teeth cleaning"), "root canal"),
            choice("day", "monday", "tuesday", "wednesday", "thursday", "friday"),
            variable("phone", "DIGITS"),
        ],
    )


def hindi() -> spec_pb2.AgentSpec:
    return agent(
        [
            {
                "id": "help",
                "ask": {"prompt": "मैं आपकी क्या मदद कर सकती हूँ?"},
                "edges": [
                    meaning("day", "book", "अपॉइंटमेंट बुक करना है", "अपॉइंटमेंट चाहिए"),
                    meaning("hours", "hours", "क्लिनिक कब खुलता है", "समय क्या है"),
                    to("end"),
                ],
            },
            {
                "id": "hours",
                "say": {"text": "हम सुबह ९.३० बजे खुलते हैं। रविवार को बंद रहता है।"},
                "edges": [to("help")],
            },
            {
                "id": "day",
                "collect": {"variable": "day", "prompt": "किस दिन आना चाहेंगे?"},
                "edges": [to("confirm")],
            },
            {
                "id": "confirm",
                "ask": {"prompt": "{day} को अपॉइंटमेंट बुक कर दूँ?"},
                "edges": [
                    meaning("done", "yes", "हाँ", "ठीक है"),
                    meaning("again", "no", "नहीं"),
                    to("end"),
                ],
            },
            {
                "id": "again",
                "ask": {"prompt": "तो किस दिन?"},
                "edges": [meaning("confirm", "day", "{day}", "{day} को"), to("end")],
            },
            end("done", "धन्यवाद, {day} को मिलते हैं।", "booked"),
            end("end", "धन्यवाद।"),
        ],
        language="hi-IN",
        greeting="नमस्ते! सूर्योदय क्लिनिक में आपका स्वागत है।",
        variables=[choice("day", ("सोमवार", "मंडे"), ("मंगलवार", "ट्यूज़डे"), "बुधवार")],
    )


def _collect(name: str, prompt: str, after: str, **fields: object) -> dict[str, object]:
    return {
        "id": name,
        "collect": {"variable": name, "prompt": prompt, **fields},
        "edges": [when("person", name, "IS_NOT_SET"), to(after)],
    }
