"""Numbers what happens in a call and passes it to the archive and to a front that shows it."""

from typing import Any, Protocol

from voicera.media.v1 import call_event_pb2
from voicera_kit.clock import Clock
from voicera_voice.recording.timeline import Timeline

CallEvent = call_event_pb2.CallEvent


class EventSink(Protocol):
    def add_event(self, event: CallEvent) -> None: ...


class Journal:
    def __init__(self, clock: Clock, timeline: Timeline, *sinks: EventSink) -> None:
        self._clock = clock
        self._timeline = timeline
        self._sinks = sinks
        self._sequence = 0

    @property
    def timeline(self) -> Timeline:
        return self._timeline

    def note(self, **event: Any) -> None:
        """Record one event, given as the field of `CallEvent` it is: `note(key_pressed=KeyPressed(digit="1"))`."""
        self._sequence += 1
        entry = CallEvent(
            sequence=self._sequence, offset_ms=self._timeline.ms(self._clock.monotonic()), **event
        )
        entry.at.FromDatetime(self._clock.now())
        for sink in self._sinks:
            sink.add_event(entry)
