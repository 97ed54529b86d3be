"""Picks from what arrived together what is new, and refuses what does not follow."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from voicera.media.v1.call_event_pb2 import CallEvent
from voicera_kit.errors import invalid
from voicera_media.archive.errors import AUDIO_GAP, EVENT_GAP, gap
from voicera_media.archive.model import Close, Item, Position
from voicera_media.recording.model import AudioBlock


@dataclass(slots=True)
class Batch:
    """`reached` is the position once the batch is durable."""

    reached: Position
    events: list[CallEvent] = field(default_factory=list)
    audio: list[AudioBlock] = field(default_factory=list)
    is_last: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.events and not self.audio


def batch_of(items: Iterable[Item], position: Position) -> Batch:
    """Ignore what is durable, trim what overlaps it; FailedPrecondition for a gap."""
    batch = Batch(position)
    for item in items:
        if batch.is_last:
            raise invalid("message", "nothing may follow close")
        match item:
            case CallEvent():
                _add_event(batch, item)
            case AudioBlock():
                _add_audio(batch, item)
            case Close():
                batch.is_last = True
    return batch


def _add_event(batch: Batch, event: CallEvent) -> None:
    expected = batch.reached.sequence + 1
    if event.sequence > expected:
        raise gap(EVENT_GAP, expected)
    if event.sequence == expected:
        batch.events.append(event)
        batch.reached = Position(expected, batch.reached.samples)


def _add_audio(batch: Batch, block: AudioBlock) -> None:
    expected = batch.reached.samples
    if block.start_sample > expected:
        raise gap(AUDIO_GAP, expected)
    if block.end_sample > expected:
        batch.audio.append(block.since(expected))
        batch.reached = Position(batch.reached.sequence, block.end_sample)
