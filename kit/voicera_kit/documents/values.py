"""Converts what every engine keeps: bodies as JSON text, moments as Unix microseconds."""

import json
from datetime import UTC, datetime, timedelta
from typing import Final

from voicera_kit.documents.model import MAX_BODY_BYTES, Body
from voicera_kit.errors import invalid

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(microseconds_: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds_)


def text_of(body: Body) -> str:
    """Return the body as JSON; ValueError and TypeError if it is none, InvalidArgument if it is too large."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if len(text) * 4 > MAX_BODY_BYTES and len(text.encode()) > MAX_BODY_BYTES:
        raise invalid("body", f"is larger than {MAX_BODY_BYTES} bytes")
    return text
