"""Records what ended because of a change to somebody, as if it had been ended by itself."""

import structlog

from voicera_kit.audit import AuditEntry, AuditSink
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError
from voicera_kit.identity import Identity
from voicera_kit.ids import new_id
from voicera_kit.trace import current_trace_id

_log = structlog.get_logger(__name__)


class Consequences:
    def __init__(self, audit: AuditSink, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def record(self, caller: Identity, action: str, object_id: str, because_of: str) -> None:
        """Add an entry; the change is made, so that failing it would be wrong."""
        entry = AuditEntry(
            new_id("audit"),
            caller.organization_id,
            self._clock.now(),
            caller.subject,
            caller.kind,
            action,
            object_id,
            "OK",
            "",
            current_trace_id(),
            {"because_of": because_of},
        )
        try:
            await self._audit.add(entry)
        except ServiceError as error:
            _log.error("audit.not_recorded", action=action, entry_id=entry.id, reason=error.reason)
