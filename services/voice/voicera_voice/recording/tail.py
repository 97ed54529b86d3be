"""Keeps what the archive has not acknowledged, to be sent again after a break."""

from collections import deque
from collections.abc import Iterator

import structlog

from voicera.media.v1 import call_event_pb2
from voicera_voice.recording.tracks import Block

_log = structlog.get_logger(__name__)
_MAX_EVENTS = 20_000

Item = call_event_pb2.CallEvent | Block


class Tail:
    """Events and blocks in order.

    Audio beyond the bound becomes silence, so that the recording keeps its clock. The first event beyond the bound and
    all that follow are dropped: those before it make a record without gaps, which the archive would refuse.
    """

    def __init__(self, max_samples: int, max_events: int = _MAX_EVENTS) -> None:
        self._max_samples = max_samples
        self._events: deque[call_event_pb2.CallEvent] = deque()
        self._max_events = max_events
        self._events_overflowed = False
        self._blocks: deque[Block] = deque()
        self._samples = 0
        self._silenced = 0
        self._sent_event = 0
        self._sent_sample = 0

    @property
    def empty(self) -> bool:
        return not self._events and not self._blocks

    def add_event(self, event: call_event_pb2.CallEvent) -> None:
        if len(self._events) < self._max_events and not self._events_overflowed:
            self._events.append(event)
        elif not self._events_overflowed:
            self._events_overflowed = True
            _log.error("archive.events_dropped", sequence=event.sequence)

    def clear(self) -> None:
        self._events.clear()
        self._blocks.clear()
        self._samples = self._silenced = 0

    def add_block(self, block: Block) -> None:
        self._blocks.append(block)
        self._samples += block.samples
        while self._samples > self._max_samples and self._silenced < len(self._blocks):
            self._silence_oldest()

    def unsent(self) -> Iterator[Item]:
        """Return what was not sent on this connection yet; each is returned once."""
        for event in list(self._events):
            if event.sequence > self._sent_event:
                self._sent_event = event.sequence
                yield event
        for block in list(self._blocks):
            if block.end_sample > self._sent_sample:
                self._sent_sample = block.end_sample
                yield block.audible()

    def reopened(self, events: int, samples: int) -> None:
        """A new connection: everything the archive does not have is sent again."""
        self.acknowledge(events, samples)
        self._sent_event = events
        self._sent_sample = samples

    def acknowledge(self, events: int, samples: int) -> None:
        while self._events and self._events[0].sequence <= events:
            self._events.popleft()
        while self._blocks and self._blocks[0].end_sample <= samples:
            self._forget(self._blocks.popleft())

    def _forget(self, block: Block) -> None:
        if block.caller:
            self._samples -= block.samples
        else:
            self._silenced -= 1

    def _silence_oldest(self) -> None:
        block = self._blocks[self._silenced]
        self._blocks[self._silenced] = block.silenced()
        self._samples -= block.samples
        self._silenced += 1
        _log.warning("archive.audio_dropped", start_sample=block.start_sample, samples=block.samples)
