"""Deletes recordings and transcripts that were kept for as long as their organization wants; records stay."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError
from voicera_kit.ids import new_id
from voicera_kit.paging import Page
from voicera_media.call.model import Call
from voicera_media.call.service import CallService
from voicera_media.call.store import CallStore
from voicera_media.event.store import EventStore
from voicera_media.recording.service import RecordingService
from voicera_media.settings import MediaSettings
from voicera_media.storage.store import PolicyStore

_LEASE_S: Final = 60.0
_LOOK_EVERY_S: Final = 60.0
_PASS_S: Final = 1800.0
_PAGE: Final = 50

_log = structlog.get_logger(__name__)


class Retention:
    """Of several replicas, one at a time handles an organization: it holds a lease on its policy."""

    def __init__(
        self,
        policies: PolicyStore,
        store: CallStore,
        calls: CallService,
        events: EventStore,
        recordings: RecordingService,
        clock: Clock,
        settings: MediaSettings,
    ) -> None:
        self._policies = policies
        self._store = store
        self._calls = calls
        self._events = events
        self._recordings = recordings
        self._clock = clock
        self._every = timedelta(seconds=settings.retention_every_s)
        self._owner = new_id("retention")

    async def run(self) -> None:
        while True:
            try:
                async with self._clock.timeout(_PASS_S):
                    await self.look()
            except Exception as error:  # noqa: BLE001 - it must go on whatever happens
                _log.warning("retention.failed", error=type(error).__name__)
            await self._clock.sleep(min(_LOOK_EVERY_S, self._every.total_seconds()))

    async def look(self) -> None:
        """Handle every organization that is due; what was cut short is due again when its lease is over."""
        now = self._clock.now()
        while due := await self._policies.claim_due(now, self._owner, _LEASE_S):
            ended_before = now - timedelta(days=due.policy.retention_days)
            if await self._delete_all(due.organization_id, ended_before):
                await self._policies.postpone(due, now + self._every, self._owner)

    async def _delete_all(self, organization_id: str, ended_before: datetime) -> bool:
        """Return False if the lease was lost on the way: what is left is for whoever claims it next."""
        page = Page(_PAGE)
        while True:
            listing = await self._store.deletable(organization_id, ended_before, page)
            for call in listing.items:
                if not await self._policies.renew(organization_id, self._owner, _LEASE_S):
                    return False
                await self._delete(call)
            if not listing.next_token:
                return True
            page = Page(_PAGE, listing.next_token)

    async def _delete(self, call: Call) -> None:
        """The record is last: until it says so, the call is found again."""
        names = call.organization_id, call.id
        try:
            await self._events.delete(*names)
            await self._recordings.delete(*names)
            await self._calls.change(*names, _with_content_deleted)
        except ServiceError as error:
            _log.warning("retention.call_failed", call_id=call.id, reason=error.reason)
        else:
            _log.info("retention.call_deleted", call_id=call.id)


def _with_content_deleted(call: Call) -> Call:
    return replace(call, archive=replace(call.archive, samples=0, is_deleted=True))
