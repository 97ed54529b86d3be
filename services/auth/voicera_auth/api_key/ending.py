"""Ends the keys of people who may no longer do what their keys may."""

from typing import Final

import structlog

from voicera_auth.api_key.model import ApiKey
from voicera_auth.api_key.service import ApiKeyService
from voicera_auth.api_key.store import ApiKeyStore
from voicera_auth.audit.consequence import Consequences
from voicera_kit.clock import Clock
from voicera_kit.identity import Identity

ACTION: Final = "auth.v1.ApiKeyService/RevokeApiKey"

_log = structlog.get_logger(__name__)


class KeyEnding:
    def __init__(
        self, keys: ApiKeyStore, service: ApiKeyService, consequences: Consequences, clock: Clock
    ) -> None:
        self._keys = keys
        self._service = service
        self._consequences = consequences
        self._clock = clock

    async def keep_within(self, caller: Identity, user_id: str, permissions: frozenset[str]) -> set[str]:
        """End what may do more of the keys a member made or rotated, of those made with these, and so on.

        Return the ids of the member and of all these keys. Whatever a crash left undone, a repetition does.
        """
        holders, seen = [user_id], {user_id}
        while holders:
            async for key in self._keys.shown_to(caller.organization_id, holders.pop()):
                if key.is_live(self._clock.now()) and not permissions.issuperset(key.scopes):
                    await self._end(caller, key, user_id)
                if key.id not in seen:
                    seen.add(key.id)
                    holders.append(key.id)
        return seen

    async def _end(self, caller: Identity, key: ApiKey, user_id: str) -> None:
        await self._service.revoke(key.organization_id, key.id)
        _log.info("api_key.ended", key_id=key.id, user_id=user_id)
        await self._consequences.record(caller, ACTION, key.id, user_id)
