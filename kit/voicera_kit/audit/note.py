"""What a handler knows about a change beyond its request: who did it, and how the object was before and after."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message

from voicera_kit.audit.redaction import redacted


@dataclass(slots=True)
class Notes:
    organization_id: str = ""
    actor_id: str = ""
    object_id: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    is_unremarkable: bool = False


_notes: ContextVar[Notes | None] = ContextVar("audit_notes", default=None)


@contextmanager
def noting() -> Iterator[Notes]:
    notes = Notes()
    before = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(before)


def note_actor(organization_id: str, actor_id: str) -> None:
    """Say who a request without a token turned out to be from, such as a sign-in; without it, it is not recorded."""
    notes = _notes.get()
    if notes is not None:
        notes.organization_id, notes.actor_id = organization_id, actor_id


def note_nothing() -> None:
    """Say that nobody asked for this and nothing changed: it is not recorded, unless a change is noted after all."""
    notes = _notes.get()
    if notes is not None:
        notes.is_unremarkable = True


def note_change(before: Message | None, after: Message | None, object_id: str = "") -> None:
    """Say how the object was and is; only fields that differ are kept, without secrets and personal data."""
    notes = _notes.get()
    if notes is None:
        return
    notes.is_unremarkable = False
    notes.object_id = object_id or notes.object_id
    old, new = (redacted(each) if each is not None else {} for each in (before, after))
    notes.changes = {"before": _different(old, new), "after": _different(new, old)}


def _different(this: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in this.items() if other.get(name) != value}
