"""Keeps entries in the service's own store until the audit log has them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import structlog

from voicera.auth.v1.audit_service_pb2_grpc import AuditServiceStub
from voicera_kit.audit.delivery import deliver
from voicera_kit.audit.entry import AuditEntry
from voicera_kit.client import Mesh
from voicera_kit.documents import EVERY_ORGANIZATION, Collection, Document, DocumentStore
from voicera_kit.errors import FailedPrecondition, InvalidArgument, NotFound, PermissionDenied, ServiceError
from voicera_kit.ids import new_id

AUDIT_OUTBOX: Final = Collection("audit_outbox", kind="audit entry")

_LEASE_S: Final = 30.0
_POLL_S: Final = 10.0
_LONGEST_WAIT_S: Final = 60.0
_log = structlog.get_logger(__name__)


class AuditOutbox:
    """Open it with `running`; entries survive the process and an outage of the log."""

    def __init__(self, documents: DocumentStore, mesh: Mesh) -> None:
        self._documents = documents
        self._stub = mesh.stub(AuditServiceStub)
        self._mesh = mesh
        self._owner = new_id("outbox")
        self._wake = asyncio.Event()

    async def add(self, entry: AuditEntry) -> None:
        await self._documents.insert(entry.organization_id, AUDIT_OUTBOX, entry.id, _body(entry))
        self._wake.set()

    @classmethod
    @asynccontextmanager
    async def running(cls, documents: DocumentStore, mesh: Mesh) -> AsyncIterator["AuditOutbox"]:
        """Forward entries until the block ends; what is left then goes on with the next process."""
        outbox = cls(documents, mesh)
        task = asyncio.create_task(outbox._forward())
        try:
            yield outbox
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _forward(self) -> None:
        wait_s = _POLL_S
        while True:
            self._wake.clear()
            try:
                while await self._forward_one():
                    wait_s = _POLL_S
            except ServiceError as error:
                _log.warning("audit.log_unreachable", reason=error.reason)
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
            except Exception:  # noqa: BLE001 - the next entries may be deliverable
                _log.exception("audit.forwarding_failed")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()

    async def _forward_one(self) -> bool:
        claimed = await self._documents.claim(
            EVERY_ORGANIZATION, AUDIT_OUTBOX, (), owner=self._owner, lease_s=_LEASE_S
        )
        if claimed is None:
            return False
        try:
            await deliver(self._mesh, self._stub, _entry(claimed))
        except (FailedPrecondition, InvalidArgument, PermissionDenied) as error:
            # Asking again at once would not help: it stays here, and others are not kept waiting.
            _log.error("audit.refused", entry_id=claimed.id, reason=error.reason)
            return True
        with contextlib.suppress(NotFound):
            await self._documents.delete(claimed.organization_id, AUDIT_OUTBOX, claimed.id)
        return True


def _body(entry: AuditEntry) -> Mapping[str, Any]:
    body = asdict(entry) | {"occurred_at": entry.occurred_at.isoformat()}
    return {name: value for name, value in body.items() if name not in {"id", "organization_id"}}


def _entry(document: Document) -> AuditEntry:
    body = dict(document.body)
    occurred_at = datetime.fromisoformat(body.pop("occurred_at"))
    return AuditEntry(
        id=document.id, organization_id=document.organization_id, occurred_at=occurred_at, **body
    )
