"""Compares languages by their BCP-47 codes, which vendors write with and without a region."""

from collections.abc import Sequence

_SCRIPT_LENGTH = 4


def same_language(one: str, other: str) -> bool:
    """Tell whether text in one needs no translation into the other: "hi", "hi-IN" and "HI-in" are the same."""
    first, second = _parts(one), _parts(other)
    scripts = {part for part in (_script(first), _script(second)) if part}
    return first[0] == second[0] and len(scripts) < 2  # noqa: PLR2004 - two scripts that differ


def best_match(code: str, languages: Sequence[str]) -> str:
    """Return which of the languages the code means: itself, or else the first of its primary subtag; "" if none."""
    exact = (each for each in languages if each.lower() == code.lower())
    alike = (each for each in languages if code and _parts(each)[0] == _parts(code)[0])
    return next(exact, "") or next(alike, "")


def _parts(code: str) -> list[str]:
    return code.lower().split("-")


def _script(parts: list[str]) -> str:
    return next((part for part in parts[1:] if len(part) == _SCRIPT_LENGTH and part.isalpha()), "")
