"""Ends the keys of people who may no longer do what their keys may."""

from typing import Final

import structlog

from voicera_auth.api_key.model import ApiKey
from voicera_auth.api_key.service import ApiKeyService
from voicera_auth.api_key.store import ApiKeyStore
from voicera_kit.audit import AuditEntry, AuditSink
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError
from voicera_kit.identity import Identity
from voicera_kit.ids import new_id
from voicera_kit.trace import current_trace_id

ACTION: Final = "auth.v1.ApiKeyService/RevokeApiKey"

_log = structlog.get_logger(__name__)


class KeyEnding:
    def __init__(self, keys: ApiKeyStore, service: ApiKeyService, audit: AuditSink, clock: Clock) -> None:
        self._keys = keys
        self._service = service
        self._audit = audit
        self._clock = clock

    async def keep_within(self, caller: Identity, user_id: str, permissions: frozenset[str]) -> None:
        """End what may do more of the keys a member made or rotated, of those made with these, and so on.

        Whatever a crash left undone, a repetition does.
        """
        holders, seen = [user_id], {user_id}
        while holders:
            async for key in self._keys.shown_to(caller.organization_id, holders.pop()):
                if key.is_live(self._clock.now()) and not permissions.issuperset(key.scopes):
                    await self._end(caller, key, user_id)
                if key.id not in seen:
                    seen.add(key.id)
                    holders.append(key.id)

    async def _end(self, caller: Identity, key: ApiKey, user_id: str) -> None:
        await self._service.revoke(key.organization_id, key.id)
        _log.info("api_key.ended", key_id=key.id, user_id=user_id)
        entry = AuditEntry(
            new_id("audit"),
            key.organization_id,
            self._clock.now(),
            caller.subject,
            caller.kind,
            ACTION,
            key.id,
            "OK",
            "",
            current_trace_id(),
            {"because_of": user_id},
        )
        try:
            await self._audit.add(entry)
        except ServiceError as error:
            _log.error("audit.not_recorded", action=ACTION, entry_id=entry.id, reason=error.reason)
