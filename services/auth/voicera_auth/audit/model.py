"""An entry in its place in the chain, and the chain's end."""

from dataclasses import dataclass, field
from typing import Final

from voicera_auth.audit.key import AuditKey
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
    def after(cls, before: "Link | None", entry: AuditEntry, key: AuditKey) -> "Link":
        sequence = before.sequence + 1 if before else 1
        return cls(entry, sequence, _hash(entry, sequence, before.hash if before else NO_HASH, key))

    def follows(self, before: "Link | None", key: AuditKey) -> bool:
        """Whether this is unchanged and comes right after `before`."""
        return self == Link.after(before, self.entry, key)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link as noted apart from the chain: without it, links could be cut off its end unnoticed.

    `proof` is over the rest, so that nobody notes another link. A chain begins with the head 0 of no link.
    """

    organization_id: str
    sequence: int
    hash: str
    proof: str
    revision: int = field(default=0, compare=False)

    @classmethod
    def of(cls, organization_id: str, sequence: int, hash_: str, key: AuditKey) -> "Head":
        content = {"organization_id": organization_id, "head": sequence, "hash": hash_}
        return cls(organization_id, sequence, hash_, key.hash(content))

    def is_proven(self, key: AuditKey) -> bool:
        return self == Head.of(self.organization_id, self.sequence, self.hash, key)


def _hash(entry: AuditEntry, sequence: int, before: str, key: AuditKey) -> str:
    return key.hash({
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
    })
