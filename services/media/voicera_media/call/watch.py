"""Follows one call: its record and its events as they are, and then as they change."""

from collections.abc import AsyncGenerator, AsyncIterator
from weakref import WeakSet

from voicera.media.v1.call_event_pb2 import CallEvent
from voicera_kit.bus import Message
from voicera_kit.clock import Clock
from voicera_kit.errors import Unavailable
from voicera_kit.feed import Subscription
from voicera_media.call.feed import CallFeed
from voicera_media.call.model import Call
from voicera_media.call.store import CallStore
from voicera_media.event.store import EventStore

Change = Call | CallEvent


class CallWatch:
    """Opens views of calls; the feed says that something changed, the store says what is missing."""

    def __init__(
        self, calls: CallStore, events: EventStore, feed: CallFeed, clock: Clock, refresh_s: float
    ) -> None:
        self._calls = calls
        self._events = events
        self._feed = feed
        self._clock = clock
        self._refresh_s = refresh_s
        self._open = WeakSet[Subscription[Message]]()

    async def follow(self, organization_id: str, call_id: str, after_sequence: int) -> AsyncGenerator[Change]:
        """Yield until the call is over, without gap or repetition; SubscriberTooSlow if nobody keeps up."""
        async with self._feed.follow(organization_id, call_id) as messages:
            self._open.add(messages)
            view = _View(self._calls, self._events, organization_id, call_id, after_sequence)
            async for change in view.refresh():
                yield change
            while not view.is_over:
                async for change in view.apply(await self._next(messages)):
                    yield change

    def stop(self) -> None:
        """End every view, so that its watcher goes on with another replica."""
        for messages in self._open:
            messages.close()

    async def _next(self, messages: Subscription[Message]) -> Message | None:
        """Return None when nothing was announced for a while."""
        try:
            async with self._clock.timeout(self._refresh_s):
                return await anext(messages)
        except TimeoutError:
            return None
        except StopAsyncIteration:
            raise Unavailable("this replica is stopping") from None


class _View:
    """What one watcher has seen."""

    def __init__(
        self, calls: CallStore, events: EventStore, organization_id: str, call_id: str, sequence: int
    ) -> None:
        self._calls = calls
        self._events = events
        self._names = (organization_id, call_id)
        self._sequence = self._announced = sequence
        self._call: Call | None = None
        self.is_over = False

    async def apply(self, message: Message | None) -> AsyncIterator[Change]:
        """An event comes whole; anything else, or nothing, is a reason to look."""
        changes: AsyncIterator[Change] = (
            self._arrived(CallEvent.FromString(message)) if isinstance(message, bytes) else self.refresh()
        )
        async for change in changes:
            yield change

    async def refresh(self) -> AsyncIterator[Change]:
        """Read the record before the events, so that none is missing when the record says it is over."""
        call = await self._calls.get(*self._names)
        if self._call is None or not call.looks_like(self._call):
            self._call = call
            yield call
        async for event in self._missing(is_complete=call.is_over):
            yield event
        self.is_over = call.is_over

    async def _arrived(self, event: CallEvent) -> AsyncIterator[CallEvent]:
        self._announced = max(self._announced, event.sequence)
        if event.sequence == self._sequence + 1:
            self._sequence = event.sequence
            yield event
        if self._announced > self._sequence:
            async for each in self._missing(is_complete=False):
                yield each

    async def _missing(self, *, is_complete: bool) -> AsyncIterator[CallEvent]:
        """Stop before a gap: of events written together a later one may show first. The announcements are to come."""
        async for event in self._events.all_after(*self._names, self._sequence):
            if event.sequence != self._sequence + 1 and not is_complete:
                return
            self._sequence = event.sequence
            yield event
