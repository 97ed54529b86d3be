"""Small agents for end-to-end tests, as a partner would send them over REST."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

OTHERWISE: Json = {}


def spec(*nodes: Json, variables: list[Json] | None = None, **overrides: Any) -> Json:
    """An English agent on the offline adapters; the first node starts."""
    return {
        "language": "en-US",
        "speech_to_text": [{"adapter": "pocketsphinx"}],
        "text_to_speech": [{"adapter": "espeak", "voice": "en-us+klatt2"}],
        "turn_taking": {"end_of_turn": "END_OF_TURN_SILENCE", "wait_ms": 500},
        "variables": variables or [],
        "graph": {"start_node": nodes[0]["id"], "nodes": list(nodes)},
        **overrides,
    }


def ask(node_id: str, prompt: str, intents: Mapping[str, tuple[str, list[str]]], otherwise: str) -> Json:
    """`intents` maps a name to where it leads and ways to say it."""
    edges = [
        {"to": to, "intent": {"name": name, "description": name, "examples": examples}}
        for name, (to, examples) in intents.items()
    ]
    return {"id": node_id, "ask": {"prompt": prompt}, "edges": [*edges, {"to": otherwise, "otherwise": {}}]}


def say(node_id: str, text: str, to: str) -> Json:
    return {"id": node_id, "say": {"text": text}, "edges": [{"to": to, "otherwise": {}}]}


def collect_digits(node_id: str, variable: str, prompt: str, to: str, count: int) -> Json:
    digits = {"min_digits": count, "max_digits": count}
    return {
        "id": node_id,
        "collect": {"variable": variable, "prompt": prompt, "digits": digits},
        "edges": [{"to": to, "otherwise": {}}],
    }


def transfer(node_id: str, to: str, announcement: str) -> Json:
    return {"id": node_id, "transfer": {"to": to, "announcement": announcement}}


def hang_up(node_id: str, farewell: str, disposition: str = "") -> Json:
    return {"id": node_id, "hang_up": {"farewell": farewell, "disposition": disposition}}


LONG_STORY = (
    "This is a rather long announcement about our opening hours, our prices, our doctors and our many branches. "
    "It goes on for quite a while, so that somebody can interrupt it at any time. "
    "We are open from Monday to Friday, from nine in the morning until six in the evening. "
    "On Saturday we are open from ten until two. On Sunday and on public holidays we are closed."
)


def reception(**overrides: Any) -> Json:
    """Answers, understands yes and no, and hangs up."""
    return spec(
        ask(
            "welcome",
            "Hello. Would you like to book an appointment?",
            {
                "yes": ("booked", ["yes", "yes please", "i would like to book an appointment"]),
                "no": ("bye", ["no", "no thank you"]),
            },
            "bye",
        ),
        hang_up("booked", "Your appointment is booked. Goodbye.", "booked"),
        hang_up("bye", "Goodbye.", "declined"),
        **overrides,
    )


def storyteller(otherwise: str = "story", **overrides: Any) -> Json:
    """Tells a long story that can be interrupted, again and again unless `otherwise` is "bye"."""
    return spec(
        ask(
            "story",
            LONG_STORY,
            {
                "again": ("story", ["tell me again", "again please"]),
                "stop": ("bye", ["please stop", "stop now", "good bye"]),
            },
            otherwise,
        ),
        hang_up("bye", "Goodbye.", "stopped"),
        **overrides,
    )


def listener() -> Json:
    """Says a word and waits ten minutes for one; a scripted model would answer."""
    model = {"adapter": "scripted", "model": "scripted", "settings": {"otherwise": "I see."}}
    talk = {
        "id": "talk",
        "prompt": {"instructions": "Listen.", "opening": "Hello."},
        "edges": [{"to": "bye", "otherwise": {}}],
    }
    silence = {"prompt_after_ms": 60000, "max_prompts": 10}
    return spec(talk, hang_up("bye", "Goodbye."), language_model=[model], silence=silence)


def keypad(**overrides: Any) -> Json:
    """Collects four keys."""
    return spec(
        collect_digits("pin", "pin", "Please type your four digit code.", "done", 4),
        hang_up("done", "Thank you, your code is {pin}. Goodbye.", "collected"),
        variables=[{"name": "pin", "type": "VARIABLE_TYPE_DIGITS", "personal": True}],
        **overrides,
    )
