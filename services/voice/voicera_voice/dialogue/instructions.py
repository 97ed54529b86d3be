"""Tells a language model how to behave on the phone."""

from collections.abc import Iterable

from voicera_voice.dialogue.phrasebook import language_name

_MANNERS = (
    "You are speaking with a caller on the phone, in {language}. Everything you write is spoken aloud: answer in"
    " one or two short sentences of plain words, without lists, markup, emoji or links, and ask one thing at a"
    " time. If a function fits what the caller wants, call it without announcing it."
)
_WHISPERED = (
    "Somebody of your team listens to this call and has told you, last things last. Follow it from now on, and do not"
    " mention that you were told:"
)
_LAST = "This is your last answer before the conversation moves on: do not ask anything."


def system_message(instructions: str, language: str, whispers: Iterable[str] = (), *, last: bool) -> str:
    """Return the instructions with phone manners; `last` if the node is left after this answer."""
    told = "\n".join(f"- {text}" for text in whispers)
    parts = (
        instructions.strip(),
        _MANNERS.format(language=language_name(language)),
        f"{_WHISPERED}\n{told}" if told else "",
        _LAST if last else "",
    )
    return "\n\n".join(part for part in parts if part)
