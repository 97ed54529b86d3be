"""Says which passwords are too easy to guess."""

from functools import cache
from importlib import resources

from voicera_kit.errors import invalid

MIN_LENGTH = 10
MAX_LENGTH = 256
MIN_DIFFERENT = 4


def require_strength(password: str, *known: str, field: str = "password") -> None:
    """Raise InvalidArgument for `field` if the password has no good length, is common, or is one of what is `known`."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise invalid(field, f"must have {MIN_LENGTH} to {MAX_LENGTH} characters")
    plain = _plain(password)
    if plain in {_plain(each) for each in known}:
        raise invalid(field, "must not be the e-mail address or the name of the organization")
    if plain in _common() or len(set(plain)) < MIN_DIFFERENT:
        raise invalid(field, "is too easy to guess")


@cache
def _common() -> frozenset[str]:
    """Those of the most common passwords that are long enough, in lower case."""
    return frozenset(resources.files(__package__).joinpath("common_passwords.txt").read_text("utf-8").split())


def _plain(text: str) -> str:
    """Neither case nor space makes a password better."""
    return "".join(text.casefold().split())
