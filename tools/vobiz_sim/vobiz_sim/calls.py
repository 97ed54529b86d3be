"""One call and the table of those that are queued, ringing or in progress."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from vobiz_sim.causes import Ending
from vobiz_sim.faults import Faults
from vobiz_sim.line.line import Line


class State(StrEnum):
    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Hook:
    """A callback address and the method it is called with."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for when the call was made."""

    direction: str
    from_: str
    to: str
    answer: Hook
    hangup: Hook
    ring: Hook | None = None
    fallback: Hook | None = None
    caller_name: str = ""
    time_limit_s: int = 14_400
    ring_limit_s: int = 120
    machine_detection: str = ""
    machine_hook: Hook | None = None


@dataclass(slots=True)
class StreamNote:
    """One media socket of the call; times are monotonic ms since the call began."""

    stream_id: str
    opened_ms: float
    closed_ms: float | None = None
    ended_by: str = ""


@dataclass(slots=True)
class WebhookNote:
    event: str
    url: str
    attempt: int
    at_ms: float
    status: int = 0
    took_ms: float = 0.0
    error: str = ""


@dataclass(slots=True)
class FlushNote:
    """One clearAudio: how long until clearedAudio, and playAudio frames that arrived in between."""

    at_ms: float
    took_ms: float | None = None
    audio_in_between: int = 0


@dataclass(slots=True, eq=False)
class Call:
    plan: Plan
    line: Line
    faults: Faults
    uuid: str = field(default_factory=lambda: str(uuid4()))
    state: State = State.QUEUED
    session_start: datetime = field(default_factory=lambda: datetime.now(UTC))
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None
    streams: list[StreamNote] = field(default_factory=list)
    webhooks: list[WebhookNote] = field(default_factory=list)
    flushes: list[FlushNote] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    ignored_commands: list[str] = field(default_factory=list)
    arrivals_ms: list[float] = field(default_factory=list)
    digits_heard: str = ""
    spoken: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    media_opened: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Future[Ending] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    transferred: asyncio.Future[Hook] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    timers: list[asyncio.TimerHandle] = field(default_factory=list)
    _born: float = field(default_factory=time.monotonic)

    @property
    def inbound(self) -> bool:
        return self.plan.direction == "inbound"

    @property
    def age_ms(self) -> float:
        return (time.monotonic() - self._born) * 1000

    def hang_up(self, ending: Ending) -> None:
        """Ends the call; whoever comes first decides how."""
        if not self.over.done():
            self.over.set_result(ending)

    def hang_up_in(self, seconds: float, ending: Ending) -> None:
        self.timers.append(asyncio.get_running_loop().call_later(seconds, self.hang_up, ending))

    def close(self) -> None:
        """Lets go of the line and of everything that was still to happen."""
        self.line.close()
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()

    def transfer(self, hook: Hook) -> None:
        """The running document is left for the one at `hook`."""
        if not self.transferred.done():
            self.transferred.set_result(hook)

    def take_transfer(self) -> Hook:
        hook = self.transferred.result()
        self.transferred = asyncio.get_running_loop().create_future()
        return hook

    def connect(self) -> bool:
        """Picks up; False when the parties were connected already."""
        if self.state is State.IN_PROGRESS:
            return False
        self.state = State.IN_PROGRESS
        self.answered_at = datetime.now(UTC)
        self.line.open()
        return True


class LiveCalls:
    """Calls that have not ended, by UUID."""

    def __init__(self) -> None:
        self._calls: dict[str, Call] = {}

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls.values()))

    def add(self, call: Call) -> None:
        self._calls[call.uuid] = call

    def remove(self, call: Call) -> None:
        self._calls.pop(call.uuid, None)

    def get(self, uuid: str) -> Call | None:
        return self._calls.get(uuid)
