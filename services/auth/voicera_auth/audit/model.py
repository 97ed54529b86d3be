"""An entry in its place in the chain."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from voicera_kit.audit import AuditEntry

NO_HASH: Final = "0" * 64
"""What the first entry of an organization follows."""


@dataclass(frozen=True, slots=True)
class Link:
    """`hash` is over the entry, its place and the hash of the link before."""

    entry: AuditEntry
    sequence: int
    hash: str

    @classmethod
    def after(cls, before: "Link | None", entry: AuditEntry) -> "Link":
        sequence = before.sequence + 1 if before else 1
        return cls(entry, sequence, _hash(entry, sequence, before.hash if before else NO_HASH))

    def follows(self, before: "Link | None") -> bool:
        """Whether this is unchanged and comes right after `before`."""
        return self == Link.after(before, self.entry)


def _hash(entry: AuditEntry, sequence: int, before: str) -> str:
    content: dict[str, Any] = {
        "before": before,
        "sequence": sequence,
        "id": entry.id,
        "organization_id": entry.organization_id,
        "occurred_at": entry.occurred_at.isoformat(),
        "actor_id": entry.actor_id,
        "actor_kind": entry.actor_kind,
        "action": entry.action,
        "object_id": entry.object_id,
        "outcome": entry.outcome,
        "address": entry.address,
        "trace_id": entry.trace_id,
        "details": entry.details,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
