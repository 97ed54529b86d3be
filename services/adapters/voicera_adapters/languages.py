"""Finds the vendor's code of a language, and the language of a vendor's code."""

from collections.abc import Mapping


def code_in(table: Mapping[str, str], language: str) -> str:
    """Return the code of the language, or else of its bare form ("hi" for "hi-IN"), whatever the case.

    Raises KeyError for languages that `Description.speaks` says no to.
    """
    known = {each.lower(): code for each, code in table.items()}
    wanted = language.lower()
    return known.get(wanted) or known[wanted.split("-")[0]]


def codes_in(table: Mapping[str, str], *languages: str) -> list[str]:
    """Return the codes of several, none twice."""
    return list(dict.fromkeys(code_in(table, each) for each in languages))


def language_in(table: Mapping[str, str], code: str) -> str:
    """Return the language of a vendor's code as the table has it; codes that are not in it stay as they are."""
    named = [each for each, known in table.items() if known.lower() == code.lower()]
    same = (each for each in named if each.lower() == code.lower())
    return next(same, named[-1] if named else code)


def alike(codes: str) -> dict[str, str]:
    """Return a table of languages the vendor names as BCP-47 does, given in a row."""
    return {each: each for each in codes.split()}
