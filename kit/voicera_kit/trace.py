"""Carries one trace id from the edge through every call made on its behalf."""

import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Final

TRACE_KEY: Final = "x-request-id"
_PARENT_KEY: Final = "traceparent"
_ACCEPTED: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_PARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*")

_trace_id: ContextVar[str] = ContextVar("trace_id", default="")


def current_trace_id() -> str:
    """Return the id of the request this task works for, "" outside of one."""
    return _trace_id.get()


def start_trace(trace_id: str | None = None) -> str:
    """Set this task's trace id, to a new one unless given, and return it."""
    chosen = trace_id or secrets.token_hex(16)
    _trace_id.set(chosen)
    return chosen


def adopt_trace(metadata: Iterable[tuple[str, str | bytes]]) -> str:
    """Go on with the trace the metadata names in x-request-id or traceparent, or start one."""
    values = {key: value for key, value in metadata if isinstance(value, str)}
    given = values.get(TRACE_KEY, "")
    if _ACCEPTED.fullmatch(given):
        return start_trace(given)
    parent = _PARENT.fullmatch(values.get(_PARENT_KEY, ""))
    return start_trace(parent and parent.group(1))
