"""Finds the vendor's code of a language, and the language of a vendor's code."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_CODE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_REGION: Final = re.compile(r"[a-z]{2}|[0-9]{3}")
SCHEDULED: Final = MappingProxyType({
    "as": "Assamese",
    "bn": "Bengali",
    "brx": "Bodo",
    "doi": "Dogri",
    "gu": "Gujarati",
    "hi": "Hindi",
    "kn": "Kannada",
    "ks": "Kashmiri",
    "kok": "Konkani",
    "mai": "Maithili",
    "ml": "Malayalam",
    "mni": "Manipuri",
    "mr": "Marathi",
    "ne": "Nepali",
    "or": "Odia",
    "pa": "Punjabi",
    "sa": "Sanskrit",
    "sat": "Santali",
    "sd": "Sindhi",
    "ta": "Tamil",
    "te": "Telugu",
    "ur": "Urdu",
})
"""The languages of the Eighth Schedule to the Constitution of India, by their codes."""


def is_language(code: str) -> bool:
    """Tell whether it has the form of a BCP-47 code."""
    return _CODE.fullmatch(code) is not None


def are_one(language: str, other: str) -> bool:
    """Tell whether two codes mean one language: "hi" and "hi-IN" do, "pt-BR" and "pt-PT" do not."""
    short, long = sorted((language.lower(), other.lower()), key=len)
    bare, _, region = long.partition("-")
    return short == long or (short == bare and _REGION.fullmatch(region) is not None)


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
