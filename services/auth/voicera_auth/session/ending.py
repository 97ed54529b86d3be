"""Ends sessions before their time, and within a minute the access tokens that are out."""

from contextlib import suppress
from datetime import datetime
from typing import Protocol

import structlog

from voicera_auth.session.store import FamilyStore
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound

_log = structlog.get_logger(__name__)


class Revocations(Protocol):
    async def add(self, organization_id: str, subject: str, issued_before: datetime) -> None:
        """End the access tokens of a person or a session that were issued before a moment."""

    async def add_for_good(self, organization_id: str, subject: str) -> None:
        """End the access tokens of a person or a session that never comes back."""


class SessionEnding:
    def __init__(self, families: FamilyStore, revocations: Revocations, clock: Clock) -> None:
        self._families = families
        self._revocations = revocations
        self._clock = clock

    async def end(self, organization_id: str, family_id: str) -> None:
        """End one session; one that has expired is no error."""
        with suppress(NotFound):
            await self._families.revoke(organization_id, family_id)
        await self._revocations.add_for_good(organization_id, family_id)
        _log.info("session.ended", session_id=family_id, organization_id=organization_id)

    async def end_of(self, organization_id: str, user_id: str, family_id: str) -> None:
        """End one of the person's sessions; NotFound if it is not theirs."""
        family = await self._families.get(organization_id, family_id)
        if family.user_id != user_id:
            raise NotFound("session", family_id)
        await self.end(organization_id, family_id)

    async def end_all(self, organization_id: str, user_id: str, *, keep: str = "") -> int:
        """End every session of a person but the one to keep; return how many that were."""
        ended = 0
        async for family in self._families.unrevoked(organization_id, user_id):
            if family.id == keep:
                continue
            await (self.end(organization_id, family.id) if keep else self._revoke(family.id, organization_id))
            ended += 1
        if not keep:
            await self.end_tokens(organization_id, user_id)
        return ended

    async def end_tokens(self, organization_id: str, user_id: str) -> None:
        """End the access tokens a person has, and none of the sessions: the next token says what is true by then."""
        await self._revocations.add(organization_id, user_id, self._clock.now())

    async def end_for_good(self, organization_id: str, user_id: str) -> None:
        """End every session and access token of a person who was removed."""
        async for family in self._families.unrevoked(organization_id, user_id):
            await self._revoke(family.id, organization_id)
        await self._revocations.add_for_good(organization_id, user_id)

    async def _revoke(self, family_id: str, organization_id: str) -> None:
        with suppress(NotFound):
            await self._families.revoke(organization_id, family_id)
