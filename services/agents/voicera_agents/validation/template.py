"""Reads templates: text in which {name} stands for a variable."""

import re
from collections.abc import Iterator

from voicera_agents.validation.problem import Problem, Reason
from voicera_agents.validation.subject import Subject

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SLOT = re.compile(r"\{([^{}]*)\}")


def names_in(text: str) -> tuple[str, ...]:
    """Return what stands between braces, in order, whether or not it is a name."""
    return tuple(match[1] for match in _SLOT.finditer(text))


def has_slots(text: str) -> bool:
    return "{" in text


def form_problem(text: str) -> str:
    """Return what is wrong with the braces; empty if nothing is."""
    rest = _SLOT.sub("", text)
    if "{" in rest or "}" in rest:
        return "has a brace that is not part of a {name}"
    bad = next((name for name in names_in(text) if not NAME.fullmatch(name)), None)
    return "" if bad is None else f"has {{{bad}}}, which is not the name of a variable"


def check_template(
    subject: Subject, field: str, text: str, node_id: str = "", *, braces: bool = False
) -> Iterator[Problem]:
    """Find a template's bad braces or, if they are fine, its unknown variables.

    `braces` says that other braces may stand in the text, as in JSON; they stay as they are.
    """
    wrong = "" if braces else form_problem(text)
    if wrong:
        yield Problem(field, Reason.BAD_TEMPLATE, wrong, node_id)
        return
    for name in dict.fromkeys(names_in(text)):
        if NAME.fullmatch(name) and not subject.knows(name):
            yield Problem(field, Reason.UNKNOWN_VARIABLE, f"there is no variable {name}", node_id)
