"""Measures where the time of each response goes."""

from dataclasses import dataclass

from voicera.media.v1 import call_event_pb2 as events
from voicera_kit.clock import Clock
from voicera_voice.pipeline.frames import TurnTranscribed
from voicera_voice.recording.journal import Journal


@dataclass(slots=True)
class _Marks:
    """Monotonic times of one response."""

    turn: int
    heard: TurnTranscribed
    token_at: float | None = None
    model_ms: float = 0.0
    audio_at: float | None = None
    synthesizer_ms: float = 0.0
    understanding_ms: float = 0.0
    wording_ms: float | None = None
    sequence: int = 0
    bridged: bool = False


class Stopwatch:
    """Follows one response at a time; what is interrupted before it was heard is not measured, nor is a turn that
    had to wait for the agent's own words.
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._marks: _Marks | None = None

    def turn_ended(self, turn: int, heard: TurnTranscribed) -> None:
        self._marks = _Marks(turn, heard)

    def forget(self) -> None:
        self._marks = None

    def token_came(self, processing_ms: float) -> None:
        if self._marks and self._marks.token_at is None and not self._marks.bridged:
            self._marks.token_at = self._clock.monotonic()
            self._marks.model_ms = processing_ms

    def bridged(self) -> None:
        """The model is waited for no longer before something is said."""
        if self._marks and self._marks.token_at is None:
            heard = self._marks.heard
            self._marks.bridged = True
            self._marks.model_ms = (
                self._clock.monotonic() - max(heard.transcribed_at, heard.decided_at)
            ) * 1000

    def understood(self, processing_ms: float) -> None:
        """The caller's words were translated."""
        if self._marks:
            self._marks.understanding_ms = processing_ms

    def worded(self, processing_ms: float) -> None:
        """A sentence of the answer was translated; the caller waits only for the first."""
        if self._marks and self._marks.wording_ms is None:
            self._marks.wording_ms = processing_ms

    def audio_came(self, processing_ms: float) -> None:
        if self._marks and self._marks.audio_at is None:
            self._marks.audio_at = self._clock.monotonic()
            self._marks.synthesizer_ms = processing_ms

    def audio_sent(self, sequence: int) -> None:
        if self._marks and not self._marks.sequence:
            self._marks.sequence = sequence

    def forwarded(self, sequence: int, at: float) -> None:
        """The front wrote this piece to the carrier at monotonic time `at`."""
        marks = self._marks
        if marks is None or marks.sequence != sequence or marks.audio_at is None:
            return
        self._marks = None
        self._journal.note(turn_measured=_measured(marks, marks.audio_at, at))


def _measured(marks: _Marks, audio_at: float, first_byte_at: float) -> events.TurnMeasured:
    heard = marks.heard

    def since_speech(at: float) -> float:
        return (at - heard.ended_at) * 1000

    recognizer_ms = max(0.0, min(heard.processing_ms, (heard.transcribed_at - heard.decided_at) * 1000))
    first_byte_ms = since_speech(first_byte_at)
    translators_ms = marks.understanding_ms + (marks.wording_ms or 0.0)
    providers_ms = recognizer_ms + marks.model_ms + marks.synthesizer_ms + translators_ms
    return events.TurnMeasured(
        turn=marks.turn,
        turn_ended_ms=since_speech(heard.decided_at),
        transcript_ms=since_speech(heard.transcribed_at),
        first_token_ms=None if marks.token_at is None else since_speech(marks.token_at),
        first_audio_ms=since_speech(audio_at),
        first_byte_ms=first_byte_ms,
        configured_wait_ms=heard.waited_ms,
        recognizer_ms=recognizer_ms,
        model_ms=marks.model_ms,
        synthesizer_ms=marks.synthesizer_ms,
        platform_ms=first_byte_ms - heard.waited_ms - providers_ms,
        bridged=marks.bridged,
    )
