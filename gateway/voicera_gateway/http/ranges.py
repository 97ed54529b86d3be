"""Reads the Range header (RFC 9110, section 14): one range of bytes, or none."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=\s*([0-9]{0,19})-([0-9]{0,19})\s*")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """`first` and `last` are the first and the last byte, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(Exception):  # noqa: N818 - RFC 9110's word
    """The range lies behind the end."""


def parse(header: str | None, size: int) -> ByteRange | None:
    """Return the range within `size` bytes; None for the whole, also when the header makes no sense to us."""
    match = _RANGE.fullmatch(header or "")
    if match is None or match.group(0) == "" or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(int(last), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return ByteRange(int(first), min(int(last), size - 1) if last else size - 1)


def _suffix(length: int, size: int) -> ByteRange:
    if not length or not size:
        raise Unsatisfiable
    return ByteRange(max(size - length, 0), size - 1)
