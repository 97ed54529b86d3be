"""Names objects: an organization, then a key of segments divided by slashes."""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from voicera_kit.errors import invalid

MAX_KEY_BYTES: Final = 900
"""S3 allows 1,024 with the organization in front."""
_MAX_SEGMENT_BYTES: Final = 200

Content = bytes | AsyncIterable[bytes]


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """`etag` changes whenever the content does."""

    key: str
    size: int
    modified: datetime
    etag: str


def require_key(organization_id: str, key: str) -> None:
    """Raise InvalidArgument unless every engine can keep this key and none can be led astray by it."""
    _require_organization(organization_id)
    if len(key.encode(errors="replace")) > MAX_KEY_BYTES:
        raise invalid("key", f"is longer than {MAX_KEY_BYTES} bytes")
    for segment in key.split("/"):
        _require_segment("key", segment)


def require_prefix(organization_id: str, prefix: str) -> None:
    """A prefix is empty, or the beginning of keys up to and including a slash."""
    _require_organization(organization_id)
    if prefix and not prefix.endswith("/"):
        raise invalid("prefix", "must end with a slash")
    if prefix:
        require_key(organization_id, prefix[:-1])


def require_range(start: int, end: int | None) -> None:
    if start < 0 or (end is not None and end < start):
        raise invalid("range", "is not a range of bytes")


def _require_organization(organization_id: str) -> None:
    if "/" in organization_id:
        raise invalid("organization_id", "is not a name")
    _require_segment("organization_id", organization_id)


def _require_segment(field: str, segment: str) -> None:
    if not segment or segment.startswith(".") or not segment.isprintable() or "\\" in segment:
        raise invalid(field, "has an empty or forbidden part")
    if len(segment.encode(errors="replace")) > _MAX_SEGMENT_BYTES:
        raise invalid(field, f"has a part longer than {_MAX_SEGMENT_BYTES} bytes")
