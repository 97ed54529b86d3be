"""Hands entries to the audit log from a process without a store: what it cannot deliver before its end is lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from voicera.auth.v1.audit_service_pb2_grpc import AuditServiceStub
from voicera_kit.audit.delivery import deliver
from voicera_kit.audit.entry import AuditEntry
from voicera_kit.client import Mesh
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    PermissionDenied,
    ResourceExhausted,
    ServiceError,
)

_CAPACITY: Final = 1_000
_RETRY_S: Final = 2.0
_LAST_S: Final = 3.0
_log = structlog.get_logger(__name__)


class DirectAudit:
    """Open it with `running`."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._stub = mesh.stub(AuditServiceStub)
        self._queue: asyncio.Queue[AuditEntry] = asyncio.Queue(_CAPACITY)

    async def add(self, entry: AuditEntry) -> None:
        """Raises ResourceExhausted when too many wait for the log to come back."""
        try:
            self._queue.put_nowait(entry)
        except asyncio.QueueFull:
            raise ResourceExhausted("too many audit entries wait") from None

    @classmethod
    @asynccontextmanager
    async def running(cls, mesh: Mesh) -> AsyncIterator["DirectAudit"]:
        audit = cls(mesh)
        task = asyncio.create_task(audit._forward())
        try:
            yield audit
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_S):
                    await audit._queue.join()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            if audit._queue.qsize():
                _log.error("audit.lost", entries=audit._queue.qsize())

    async def _forward(self) -> None:
        while True:
            entry = await self._queue.get()
            while not await self._delivered(entry):  # noqa: ASYNC110 - the log has no event to set
                await asyncio.sleep(_RETRY_S)
            self._queue.task_done()

    async def _delivered(self, entry: AuditEntry) -> bool:
        try:
            await deliver(self._mesh, self._stub, entry)
        except (FailedPrecondition, InvalidArgument, PermissionDenied) as error:
            _log.error("audit.refused", entry_id=entry.id, reason=error.reason)
        except ServiceError as error:
            _log.warning("audit.log_unreachable", reason=error.reason)
            return False
        return True
