"""A call as the archive keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from voicera_media.usage.model import CallUsage


class Direction(StrEnum):
    INBOUND = "INBOUND"
    OUTBOUND = "OUTBOUND"
    BROWSER = "BROWSER"


class CallState(StrEnum):
    QUEUED = "QUEUED"
    RINGING = "RINGING"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    BUSY = "BUSY"
    NO_ANSWER = "NO_ANSWER"
    CANCELED = "CANCELED"
    FAILED = "FAILED"


RUNNING: Final = (CallState.QUEUED, CallState.RINGING, CallState.IN_PROGRESS)


DRAFT_REVISION: Final = 0
"""What stands for the revision of an agent's draft."""


class EndReason(StrEnum):
    CALLER_HUNG_UP = "CALLER_HUNG_UP"
    AGENT_HUNG_UP = "AGENT_HUNG_UP"
    CALLER_SILENT = "CALLER_SILENT"
    MAX_DURATION = "MAX_DURATION"
    TRANSFERRED = "TRANSFERRED"
    OPERATOR_HUNG_UP = "OPERATOR_HUNG_UP"
    BUSY = "BUSY"
    NO_ANSWER = "NO_ANSWER"
    REJECTED = "REJECTED"
    INVALID_DESTINATION = "INVALID_DESTINATION"
    CARRIER_ERROR = "CARRIER_ERROR"
    MEDIA_LOST = "MEDIA_LOST"
    VOICE_NODE_LOST = "VOICE_NODE_LOST"
    PROVIDER_FAILED = "PROVIDER_FAILED"
    REFUSED = "REFUSED"
    PLATFORM_ERROR = "PLATFORM_ERROR"
    MACHINE_DETECTED = "MACHINE_DETECTED"
    TRANSFER_IN_BROWSER = "TRANSFER_IN_BROWSER"


class Speaker(StrEnum):
    """Who says that a call ended; of equal words the earlier speaker's counts."""

    CARRIER = "carrier"
    CONVERSATION = "conversation"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class End:
    """One speaker's word about the end."""

    state: CallState
    at: datetime
    reason: EndReason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds over the turns so far."""

    response_p50_ms: int
    response_p95_ms: int
    platform_p95_ms: int


@dataclass(frozen=True, slots=True)
class Provider:
    """An adapter in one of its uses, such as "speech_to_text"."""

    modality: str
    adapter: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What the events so far add up to; `language` is the one spoken last, BCP-47.

    `failures` counts how often each provider failed; `is_taken_over` says that an operator talked for the agent.
    """

    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    turns: int = 0
    node_id: str = ""
    disposition: str = ""
    latency: Latency | None = None
    language: str = ""
    usage: CallUsage = field(default_factory=CallUsage)
    failures: Mapping[Provider, int] = field(default_factory=lambda: MappingProxyType({}))
    is_taken_over: bool = False


class ArchiveState(StrEnum):
    NONE = "NONE"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Archive:
    """Events and audio of a call; `stream` names the only stream that may add to them.

    `is_deleted` says that they were kept long enough.
    """

    state: ArchiveState = ArchiveState.NONE
    stream: str = ""
    sample_rate_hz: int = 0
    samples: int = 0
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """`seen_at` is when something last showed that the call lives; `asked` digests what its creator asked for.

    An empty `encryption_key_id` means that its content is kept in the clear.
    """

    id: str
    organization_id: str
    revision: int
    created_at: datetime
    seen_at: datetime
    agent_id: str
    direction: Direction
    state: CallState = CallState.QUEUED
    agent_revision: int = 0
    from_number: str = ""
    to_number: str = ""
    carrier_call_id: str = ""
    idempotency_key: str = ""
    asked: str = ""
    ends: Mapping[Speaker, End] = field(default_factory=lambda: MappingProxyType({}))
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress = field(default_factory=Progress)
    archive: Archive = field(default_factory=Archive)
    encryption_key_id: str = ""

    @property
    def is_final(self) -> bool:
        return self.state not in RUNNING

    @property
    def is_test(self) -> bool:
        """A draft was tried."""
        return self.direction is Direction.BROWSER and self.agent_revision == DRAFT_REVISION

    @property
    def is_over(self) -> bool:
        """Nothing more will be added to it."""
        return self.is_final and self.archive.state is not ArchiveState.OPEN

    @property
    def unsettled_since(self) -> datetime | None:
        """When the conversation said that it ended, if the call is not final for all that."""
        word = self.ends.get(Speaker.CONVERSATION)
        return None if word is None or self.is_final else word.at

    @property
    def deletable_since(self) -> datetime | None:
        """When the time began for which its events and audio are kept, if they are there and complete."""
        return self.ended_at if self.is_over and not self.archive.is_deleted else None

    def duration_ms(self, now: datetime) -> int:
        """From answer to end, or so far; once the conversation has ended, it grows no more."""
        if self.answered_at is None:
            return 0
        until = self.ended_at or self.unsettled_since or now
        return max(0, round((until - self.answered_at).total_seconds() * 1000))

    def looks_like(self, other: "Call") -> bool:
        """Nobody who watches could tell them apart but by the revision."""
        return _as_watched(self) == _as_watched(other)


def _as_watched(call: Call) -> Call:
    """Return the call without what watchers are not shown, or need not know at once."""
    archive = Archive(call.archive.state, samples=min(call.archive.samples, 1))
    return replace(call, revision=0, seen_at=call.created_at, archive=archive)
