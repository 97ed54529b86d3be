"""What the player asks of its surroundings, and what it tells them."""

from dataclasses import dataclass
from typing import Protocol


class AudioFront(Protocol):
    """Takes the agent's audio to the caller."""

    def send_audio(self, sequence: int, audio: bytes, *, first: bool) -> None: ...

    def send_clear(self, clear_id: int) -> None: ...


class AgentTrack(Protocol):
    """Remembers the agent's audio where it was played."""

    def place(self, sequence: int, at: float, audio: bytes) -> None:
        """Playback of this piece begins at monotonic time `at`."""

    def drop_after(self, sequence: int) -> None:
        """Pieces after this one were never heard."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How an utterance went. Times are monotonic; `text` is what was heard."""

    text: str
    intended_text: str
    interrupted: bool
    cleared: bool
    """True if audio on its way to the caller was dropped."""
    node_id: str
    began_at: float
    ended_at: float
    audible: bool
    meant_text: str = ""
    """What `intended_text` translates; empty if it is said as it was meant."""
    meant_heard: str = ""
    """What was heard, in the language it was meant in: that of `text` if nothing was translated."""


class PlaybackListener(Protocol):
    def on_first_audio_sent(self, sequence: int) -> None: ...

    def on_guard_lifted(self) -> None:
        """The last sentence that must be heard was heard, and the utterance goes on."""

    def on_spoken(self, spoken: Spoken) -> None:
        """The utterance is over: played to its end or cut off."""
