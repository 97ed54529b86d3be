"""Rule for the language: a BCP-47 code, and what it means that an adapter offers one."""

import re
from collections.abc import Iterable, Iterator

from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera_agents.validation.problem import Problem, Reason
from voicera_agents.validation.subject import Subject

_BCP_47 = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.IGNORECASE
)
ANY_LANGUAGE = "*"


def language_is_a_code(subject: Subject) -> Iterator[Problem]:
    if not is_language(subject.spec.language):
        yield Problem("language", Reason.BAD_LANGUAGE, "must be a BCP-47 code, for example en-IN")


def is_language(code: str) -> bool:
    return _BCP_47.fullmatch(code) is not None


def covers(offered: str, wanted: str, modality: int) -> bool:
    """Tell whether an adapter that offers one code can work in another.

    A voice of en-US can read en-IN aloud. A recognizer of en-US has not learnt en-IN, one of en has.
    """
    have, want = offered.lower(), wanted.lower()
    if modality == ai.MODALITY_TEXT_TO_SPEECH:
        have, want = have.partition("-")[0], want.partition("-")[0]
    return have in {ANY_LANGUAGE, want} or want.startswith(f"{have}-")


def listed_as(languages: Iterable[str], wanted: str, modality: int) -> str | None:
    """Return the code an adapter works in a language by: the language's own, or else the widest that covers it."""
    offered = [each for each in languages if covers(each, wanted, modality)]
    return next((each for each in offered if each.lower() == wanted.lower()), next(iter(offered), None))
