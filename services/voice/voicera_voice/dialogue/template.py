"""Fills templates: {name} stands for a variable, and for nothing if it has no value."""

import re
from collections.abc import Callable

_SLOT = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")


def slots(text: str) -> tuple[str, ...]:
    """Return the names between braces, each once, in order."""
    return tuple(dict.fromkeys(_SLOT.findall(text)))


def fill(text: str, value: Callable[[str], str]) -> str:
    return _SLOT.sub(lambda match: value(match[1]), text)
