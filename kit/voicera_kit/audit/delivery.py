"""Hands entries to the audit log."""

from typing import TYPE_CHECKING, Final

from voicera.auth.v1.audit_service_pb2 import RecordAuditEntriesRequest
from voicera_kit.audit.entry import AuditEntry
from voicera_kit.client import Mesh

if TYPE_CHECKING:
    from voicera.auth.v1.audit_service_pb2_grpc import AuditServiceAsyncStub

_DEADLINE_S: Final = 10.0


async def deliver(mesh: Mesh, stub: "AuditServiceAsyncStub", entry: AuditEntry) -> None:
    """May be repeated: the log knows an entry by its id."""
    await stub.RecordAuditEntries(
        RecordAuditEntriesRequest(entries=[entry.message()]),
        metadata=await mesh.authorize(entry.organization_id),
        timeout=_DEADLINE_S,
    )
