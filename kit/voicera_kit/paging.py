"""Reads page sizes and page tokens from requests and writes tokens for the next page."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from voicera_kit.errors import invalid

DEFAULT_SIZE = 50
MAX_SIZE = 500
_VERSION = 1

Item = TypeVar("Item")
Position = str | int | float | None


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a list that is asked for; an empty token is the beginning."""

    size: int = DEFAULT_SIZE
    token: str = ""


FIRST_PAGE = Page()


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """One page of a list; an empty next_token is the end."""

    items: tuple[Item, ...]
    next_token: str = ""


def page_of(page_size: int, page_token: str, default: int = DEFAULT_SIZE, most: int = MAX_SIZE) -> Page:
    """Return the page a request asks for: 0 means `default`, more than `most` means `most`, less than 0 is refused."""
    if page_size < 0:
        raise invalid("page_size", "must not be negative")
    return Page(min(page_size or default, most), page_token)


def encode_token(listing: str, position: Sequence[Position]) -> str:
    """Return a token for `position` in the list that `listing` identifies (its filter and order)."""
    text = json.dumps([_VERSION, listing, *position], ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_token(listing: str, token: str, length: int) -> tuple[Position, ...]:
    """Return the position of `length` values that encode_token was given for the same list."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, RecursionError):
        parts = None
    if not _is_position(parts, listing, length):
        raise invalid("page_token", "is not a token of this list")
    return tuple(parts[2:])


def _is_position(parts: object, listing: str, length: int) -> bool:
    return (
        isinstance(parts, list)
        and len(parts) == length + 2
        and parts[:2] == [_VERSION, listing]
        and all(part is None or isinstance(part, str | int | float) for part in parts)
    )
