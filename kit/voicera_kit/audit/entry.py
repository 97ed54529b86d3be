"""One thing somebody did, on its way to the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from google.protobuf.json_format import MessageToDict, ParseDict

from voicera.auth.v1 import audit_service_pb2 as pb


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """The fields are those of voicera.auth.v1.AuditEntry, less what its log adds."""

    id: str
    organization_id: str
    occurred_at: datetime
    actor_id: str
    actor_kind: str
    action: str
    object_id: str
    outcome: str
    address: str
    trace_id: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def message(self) -> pb.AuditEntry:
        message = pb.AuditEntry(
            id=self.id,
            actor_id=self.actor_id,
            actor_kind=self.actor_kind,
            action=self.action,
            object_id=self.object_id,
            outcome=self.outcome,
            address=self.address,
            trace_id=self.trace_id,
        )
        message.occurred_at.FromDatetime(self.occurred_at)
        ParseDict(dict(self.details), message.details)
        return message


def entry_of(organization_id: str, message: pb.AuditEntry) -> AuditEntry:
    return AuditEntry(
        message.id,
        organization_id,
        message.occurred_at.ToDatetime(tzinfo=UTC),
        message.actor_id,
        message.actor_kind,
        message.action,
        message.object_id,
        message.outcome,
        message.address,
        message.trace_id,
        MessageToDict(message.details),
    )


class AuditSink(Protocol):
    """Where entries go."""

    async def add(self, entry: AuditEntry) -> None:
        """Keep the entry; raises ServiceError if that fails."""
