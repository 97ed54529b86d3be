"""Ends calls whose voice node, carrier or setup vanished, and completes what they left behind."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from voicera_kit.clock import Clock
from voicera_kit.documents import (
    EVERY_ORGANIZATION,
    Condition,
    DocumentStore,
    below,
    equals,
    one_of,
)
from voicera_kit.errors import ServiceError
from voicera_kit.ids import new_id
from voicera_media.archive.closing import ArchiveCloser
from voicera_media.call.document import CALLS, milliseconds
from voicera_media.call.lifecycle import ended, settled
from voicera_media.call.model import ArchiveState, Call, CallState, End, EndReason, Speaker
from voicera_media.call.service import CallService
from voicera_media.settings import MediaSettings

_LEASE_S: Final = 60.0
_PASS_S: Final = 300.0
_SETTING_UP: Final = (CallState.QUEUED, CallState.RINGING)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Duty:
    """Which calls need something, and what."""

    name: str
    where: Sequence[Condition]
    do: Callable[[str, str], Awaitable[object]]


class Reconciler:
    """Of several replicas, one at a time handles a call: it holds a lease."""

    def __init__(
        self,
        documents: DocumentStore,
        calls: CallService,
        closer: ArchiveCloser,
        clock: Clock,
        settings: MediaSettings,
    ) -> None:
        self._documents = documents
        self._calls = calls
        self._closer = closer
        self._clock = clock
        self._settings = settings
        self._owner = new_id("reconciler")
        self._reachable_since: datetime | None = None

    async def run(self) -> None:
        while True:
            try:
                async with self._clock.timeout(_PASS_S):
                    await self.look()
            except Exception as error:  # noqa: BLE001 - it must go on whatever happens
                self._reachable_since = None
                _log.warning("reconciler.failed", error=type(error).__name__)
            await self._clock.sleep(self._settings.reconcile_every_s)

    async def look(self) -> None:
        """Handle every call that needs it now; a call is lost only if it could have been heard."""
        now = self._clock.now()
        self._reachable_since = self._reachable_since or now
        lost_after = timedelta(seconds=self._settings.call_lost_after_s)
        if now - self._reachable_since >= lost_after:
            await self._fulfil(self._lost(now - lost_after))
            await self._fulfil(self._abandoned(now - lost_after))
        await self._fulfil(self._never_answered(now))
        await self._fulfil(self._unsettled(now))

    async def _fulfil(self, duty: _Duty) -> None:
        """Claim call after call; one that fails keeps its lease and is tried again when that is over."""
        handled: set[str] = set()
        while True:
            document = await self._documents.claim(
                EVERY_ORGANIZATION, CALLS, duty.where, owner=self._owner, lease_s=_LEASE_S
            )
            if document is None or document.id in handled:
                return
            handled.add(document.id)
            names = document.organization_id, document.id
            try:
                await duty.do(*names)
            except ServiceError as error:
                _log.warning("reconciler.call_failed", duty=duty.name, call_id=names[1], reason=error.reason)
            else:
                await self._documents.release(names[0], CALLS, names[1], owner=self._owner)
                _log.info("reconciler.call_handled", duty=duty.name, call_id=names[1])

    def _lost(self, cutoff: datetime) -> _Duty:
        async def do(organization_id: str, call_id: str) -> None:
            await self._calls.change(organization_id, call_id, lambda call: _with_node_lost(call, cutoff))
            await self._closer.give_up(organization_id, call_id, cutoff)

        where = (
            equals("state", CallState.IN_PROGRESS),
            below("seen_ms", milliseconds(cutoff)),
            equals("unsettled_ms", None),
        )
        return _Duty("lost", where, do)

    def _abandoned(self, cutoff: datetime) -> _Duty:
        async def do(organization_id: str, call_id: str) -> None:
            await self._closer.give_up(organization_id, call_id, cutoff)

        where = (equals("archive.state", ArchiveState.OPEN), below("seen_ms", milliseconds(cutoff)))
        return _Duty("abandoned", where, do)

    def _never_answered(self, now: datetime) -> _Duty:
        async def do(organization_id: str, call_id: str) -> None:
            await self._calls.change(organization_id, call_id, lambda call: _with_setup_lost(call, now))

        cutoff = now - timedelta(seconds=self._settings.call_setup_lost_after_s)
        return _Duty("never_answered", (one_of("state", _SETTING_UP), below("created_at", cutoff)), do)

    def _unsettled(self, now: datetime) -> _Duty:
        async def do(organization_id: str, call_id: str) -> None:
            await self._calls.change(organization_id, call_id, settled)

        cutoff = now - timedelta(seconds=self._settings.call_settle_after_s)
        return _Duty("unsettled", (below("unsettled_ms", milliseconds(cutoff)),), do)


def _with_node_lost(call: Call, cutoff: datetime) -> Call:
    if call.state is not CallState.IN_PROGRESS or call.seen_at >= cutoff or call.unsettled_since:
        return call
    return ended(call, Speaker.PLATFORM, End(CallState.FAILED, call.seen_at, EndReason.VOICE_NODE_LOST))


def _with_setup_lost(call: Call, now: datetime) -> Call:
    if call.state not in _SETTING_UP:
        return call
    return ended(
        call, Speaker.PLATFORM, End(CallState.FAILED, now, EndReason.CARRIER_ERROR, "never answered")
    )
