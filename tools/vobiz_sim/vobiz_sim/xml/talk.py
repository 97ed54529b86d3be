"""Verbs the caller hears: Speak, Play, Wait, DTMF and PreAnswer, as silence of the right length."""

from vobiz_sim.xml.context import Context
from vobiz_sim.xml.document import Verb

_MS_PER_CHARACTER = 60
_PLAY_MS = 1000
_MAX_LOOPS = 100


def duration_ms(verb: Verb) -> int:
    """How long a verb takes; endless loops are cut at a hundred rounds."""
    match verb.name:
        case "Speak":
            return len(verb.text) * _MS_PER_CHARACTER * _loops(verb)
        case "Play":
            return _PLAY_MS * _loops(verb)
        case "Wait":
            return max(1, verb.number("length", 1)) * 1000
        case "DTMF":
            return _digits_ms(verb.text)
        case _:
            return sum(duration_ms(child) for child in verb.children)


async def talk(context: Context, verb: Verb, *, first: bool, last: bool) -> None:  # noqa: ARG001 - see Runner
    if verb.name == "DTMF":
        context.call.digits_heard += "".join(key for key in verb.text if key not in "wW")
    await context.call.line.pause(duration_ms(verb))
    if verb.name == "Speak":
        context.call.spoken.append(verb.text)


def _loops(verb: Verb) -> int:
    return verb.number("loop", 1) or _MAX_LOOPS


def _digits_ms(keys: str) -> int:
    pauses = {"w": 500, "W": 1000}
    return sum(pauses.get(key, 200) for key in keys)
