"""What a voice node sends to the archive and what it is told."""

from dataclasses import dataclass

from voicera.media.v1.call_event_pb2 import CallEvent
from voicera_media.recording.model import AudioBlock


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The voice node lives."""


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing follows."""


Item = CallEvent | AudioBlock | Heartbeat | Close


@dataclass(frozen=True, slots=True)
class Position:
    """What is durable: the events up to a sequence number and the audio before a sample."""

    sequence: int = 0
    samples: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the voice node is told: what is durable, and whether that is all there will be."""

    position: Position
    is_closed: bool = False
