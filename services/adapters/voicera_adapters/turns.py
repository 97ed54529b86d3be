"""Arranges a conversation for vendors that want the user's and the model's turns to alternate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from voicera_adapters.contract import Message, Role

BEGINNING: Final = Message(Role.USER, "[The conversation begins.]")
"""Said for the user where the model speaks first: these vendors want the user to begin."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Results of tools are the user's."""

    is_model: bool
    messages: tuple[Message, ...]


def instructions(messages: Sequence[Message]) -> str:
    """Return all that the system says; these vendors take it apart from the turns."""
    return "\n\n".join(each.text for each in messages if each.role is Role.SYSTEM and each.text)


def turns(messages: Sequence[Message]) -> list[Turn]:
    """Return the turns, the user's first; messages that say nothing are left out."""
    joined: list[Turn] = []
    for message in messages:
        if message.role is Role.SYSTEM or not _says_something(message):
            continue
        is_model = message.role is Role.ASSISTANT
        if joined and joined[-1].is_model == is_model:
            joined[-1] = Turn(is_model, (*joined[-1].messages, message))
        else:
            joined.append(Turn(is_model, (message,)))
    if not joined or joined[0].is_model:
        joined.insert(0, Turn(is_model=False, messages=(BEGINNING,)))
    return joined


def _says_something(message: Message) -> bool:
    return bool(message.text.strip() or message.tool_calls or message.role is Role.TOOL)
