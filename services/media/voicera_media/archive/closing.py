"""Closes archives: the recording becomes one file and the record says so."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from voicera_kit.clock import Clock
from voicera_kit.ids import new_id
from voicera_media.archive.errors import taken_over
from voicera_media.archive.tally import Tally
from voicera_media.call.model import ArchiveState, Call
from voicera_media.call.service import CallService
from voicera_media.encryption.errors import EncryptionKeyDestroyed
from voicera_media.event.store import EventStore
from voicera_media.recording.service import RecordingService
from voicera_media.usage.prices import PriceTable


class ArchiveCloser:
    def __init__(
        self,
        calls: CallService,
        events: EventStore,
        recordings: RecordingService,
        prices: PriceTable,
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._events = events
        self._recordings = recordings
        self._prices = prices
        self._clock = clock

    async def tally(self, organization_id: str, call_id: str) -> Tally:
        """Add up the events that are durable; those that nobody can read any more count for nothing."""
        tally = Tally(self._prices)
        with suppress(EncryptionKeyDestroyed):
            async for event in self._events.all_after(organization_id, call_id):
                tally.add(event)
        return tally

    async def close(self, call: Call, tally: Tally) -> None:
        """Close for the stream `call` names; ABORTED if another has taken over."""
        samples = await self._complete(call)
        now = self._clock.now()

        def closed(known: Call) -> Call:
            if known.archive.stream != call.archive.stream:
                raise taken_over()
            archive = replace(known.archive, state=ArchiveState.CLOSED, samples=samples)
            return replace(tally.on(known), archive=archive, seen_at=now)

        await self._calls.change(call.organization_id, call.id, closed)

    async def _complete(self, call: Call) -> int:
        try:
            return await self._recordings.complete(call)
        except EncryptionKeyDestroyed:
            await self._recordings.delete(call.organization_id, call.id)
            return 0

    async def give_up(self, organization_id: str, call_id: str, unheard_since: datetime) -> None:
        """Close what its voice node left open; should it still send after all, it is cut off."""
        stream = new_id("stream")
        call = await self._calls.change(
            organization_id, call_id, lambda known: _cut_off(known, stream, unheard_since)
        )
        if call.archive.stream == stream:
            await self.close(call, await self.tally(organization_id, call_id))


def _cut_off(call: Call, stream: str, unheard_since: datetime) -> Call:
    if call.archive.state is not ArchiveState.OPEN or call.seen_at >= unheard_since:
        return call
    return replace(call, archive=replace(call.archive, stream=stream))
