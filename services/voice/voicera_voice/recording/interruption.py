"""Tells a media connection that broke from one that closed because the call was over."""

from typing import Final

from voicera.media.v1 import call_event_pb2 as events
from voicera.media.v1 import call_pb2
from voicera_kit.clock import Clock
from voicera_voice.recording.journal import Journal

HOLD_S: Final = 0.75
"""A caller who hangs up takes the connection along, and word of the hanging up comes just behind."""


class Interruption:
    """One at a time; what is held back is noted once it lasts, is over, or is why the call ended."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._began_at: float | None = None
        self._is_held = False

    def begin(self) -> None:
        self._began_at = self._clock.monotonic()
        self._is_held = True

    def note_if_due(self) -> None:
        if self._began_at is not None and self._clock.monotonic() - self._began_at >= HOLD_S:
            self._note()

    def end(self) -> None:
        if self._began_at is None:
            return
        self._note()
        gone_ms = round((self._clock.monotonic() - self._began_at) * 1000)
        self._journal.note(media_restored=events.MediaRestored(after_ms=gone_ms))
        self._began_at = None

    def close(self, reason: "call_pb2.EndReason.ValueType") -> None:
        """The call is over, for this reason."""
        if reason == call_pb2.END_REASON_MEDIA_LOST:
            self._note()
        self._is_held = False

    def _note(self) -> None:
        if self._is_held:
            self._is_held = False
            self._journal.note(media_interrupted=events.MediaInterrupted())
