"""Takes in one stream: makes durable what arrives together, then says so."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from voicera_kit.clock import Clock
from voicera_kit.errors import Unavailable
from voicera_media.archive.batch import Batch, batch_of
from voicera_media.archive.closing import ArchiveCloser
from voicera_media.archive.errors import closed, silent, taken_over
from voicera_media.archive.inbox import Inbox
from voicera_media.archive.model import Answer, Item, Position
from voicera_media.archive.tally import Tally
from voicera_media.call.feed import CallFeed
from voicera_media.call.model import ArchiveState, Call
from voicera_media.call.service import CallService
from voicera_media.event.store import EventStore
from voicera_media.recording.blocks import BlockStore
from voicera_media.settings import MediaSettings

_KEEP_S: Final = 10.0
_HANDOVER_S: Final = 8.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where a session keeps what it takes in."""

    calls: CallService
    events: EventStore
    blocks: BlockStore
    closer: ArchiveCloser
    feed: CallFeed
    clock: Clock
    settings: MediaSettings


class ArchiveSession:
    """`call` is as it was last seen: its archive names this stream."""

    def __init__(self, keeping: Keeping, call: Call, position: Position, tally: Tally) -> None:
        self._keeping = keeping
        self._call = call
        self._position = position
        self._tally = tally
        self._clock = keeping.clock
        self._heard_at = self._written_at = self._clock.monotonic()
        self._is_record_behind = self._is_record_urgent = False
        self._is_superseded = False
        self._keeping_now = asyncio.Lock()
        self.inbox: Inbox[Item] = Inbox(self._clock)

    @property
    def key(self) -> tuple[str, str]:
        return self._call.organization_id, self._call.id

    async def run(self) -> AsyncGenerator[Answer]:
        """Answer with what is durable until the archive is closed or the stream ends."""
        yield Answer(self._position)
        while (items := await self.inbox.take(self._wait_s())) is not None:
            answer = await self._take_in(items)
            if answer is not None:
                yield answer
            if answer is not None and answer.is_closed:
                return
        await self._write_record()

    async def supersede(self) -> None:
        """Take nothing in any more; what is being made durable is waited for."""
        self._is_superseded = True
        self.inbox.fail(taken_over())
        async with self._clock.timeout(_HANDOVER_S), self._keeping_now:
            pass

    async def _take_in(self, items: Sequence[Item]) -> Answer | None:
        async with self._keeping_now:
            if self._is_superseded:
                raise taken_over()
            self._require_life(items)
            batch = batch_of(items, self._position)
            await self._keep(batch)
            if batch.is_last:
                await self._close()
            elif self._is_record_due():
                await self._write_record()
        return None if batch.is_empty and not batch.is_last else Answer(self._position, batch.is_last)

    async def _keep(self, batch: Batch) -> None:
        if batch.is_empty:
            return
        if self._call.archive.state is ArchiveState.CLOSED:
            raise closed()
        await self._make_durable(batch)
        self._note(batch)
        for event in batch.events:
            await self._keeping.feed.happened(*self.key, event)

    async def _make_durable(self, batch: Batch) -> None:
        try:
            async with self._clock.timeout(_KEEP_S), asyncio.TaskGroup() as group:
                if batch.events:
                    group.create_task(self._keeping.events.append(*self.key, batch.events))
                if batch.audio:
                    group.create_task(self._keeping.blocks.put(*self.key, batch.audio))
        except TimeoutError:
            raise Unavailable("the archive's stores take too long") from None

    def _note(self, batch: Batch) -> None:
        is_first_audio = self._position.samples == 0 and batch.reached.samples > 0
        self._is_record_behind = self._is_record_behind or bool(batch.events) or is_first_audio
        self._position = batch.reached
        for event in batch.events:
            self._tally.add(event)
            if event.HasField("ended"):
                self._is_record_urgent = True

    async def _close(self) -> None:
        if self._call.archive.state is not ArchiveState.CLOSED:
            await self._keeping.closer.close(self._call, self._tally)

    async def _write_record(self) -> None:
        if self._call.archive.state is ArchiveState.CLOSED:
            return
        self._call = await self._keeping.calls.change(*self.key, self._on_record, self._call)
        self._written_at = self._clock.monotonic()
        self._is_record_behind = self._is_record_urgent = False

    def _on_record(self, call: Call) -> Call:
        """Refuse if another stream was opened, maybe in another process."""
        if call.archive.stream != self._call.archive.stream:
            raise taken_over()
        archive = replace(call.archive, samples=self._position.samples)
        return replace(self._tally.on(call), archive=archive, seen_at=self._clock.now())

    def _require_life(self, items: Sequence[Item]) -> None:
        now = self._clock.monotonic()
        if items:
            self._heard_at = now
        elif now - self._heard_at >= self._keeping.settings.call_lost_after_s:
            raise silent()

    def _is_record_due(self) -> bool:
        if self._is_record_urgent:
            return True
        is_due = self._clock.monotonic() - self._written_at >= self._lag_s()
        return is_due and (self._is_record_behind or self._heard_at > self._written_at)

    def _lag_s(self) -> float:
        """Return how old the record may become."""
        settings = self._keeping.settings
        if self._is_record_behind:
            return min(settings.archive_record_every_s, settings.archive_seen_every_s)
        return settings.archive_seen_every_s

    def _wait_s(self) -> float:
        now = self._clock.monotonic()
        silent_in_s = self._heard_at + self._keeping.settings.call_lost_after_s - now
        if not self._is_record_behind:
            return silent_in_s
        return min(silent_in_s, max(self._written_at + self._lag_s() - now, 0))
