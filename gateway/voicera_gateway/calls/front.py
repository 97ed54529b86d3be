"""Draws the seams of a call: what a front does for the session, and what it tells it."""

from enum import StrEnum
from typing import Protocol

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice


class Front(Protocol):
    """One media connection to the caller. Sending to a connection that is gone is silent."""

    async def started(self) -> None:
        """The conversation runs."""

    async def play(self, audio: voice.AgentAudio) -> None: ...

    async def clear(self, clear_id: int) -> None:
        """Drop what was not yet played; the session hears `cleared` when that is done."""

    async def show(self, response: voice.ConverseResponse) -> None:
        """Show an event, a state or an interim transcript, if this front shows anything."""

    async def hang_up(self, reason: calls.EndReason.ValueType) -> None:
        """End the call from this side of the connection."""

    async def close(self, why: str) -> None: ...


class Listener(Protocol):
    """What a front tells the session; none of it waits."""

    def audio(self, audio: bytes) -> None: ...

    def digit(self, digit: str) -> None: ...

    def played(self, sequence: int) -> None:
        """Everything up to `sequence` was played."""

    def cleared(self, clear_id: int, last_played: int) -> None: ...

    def forwarded(self, sequence: int) -> None:
        """The first audio of an utterance was written to the connection just now."""

    def hung_up(self) -> None:
        """The caller ended the call on purpose."""


class LineState(StrEnum):
    """What became of a call we wanted to end or move."""

    DONE = "done"
    GONE = "gone"
    FAILED = "failed"
    NO_LINE = "no_line"
    """There is nothing to move, only the front."""


class Line(Protocol):
    """The call as a whole, whether or not its media is connected."""

    async def hang_up(self) -> LineState: ...

    async def transfer(self, to: str) -> LineState:
        """Hand the call over to `to`, E.164."""

    @property
    def reports_its_end(self) -> bool:
        """True if somebody else has the authoritative word on the end of the call."""


class BrowserLine:
    """A call without a carrier: its only line is the front, and we have the last word on its end."""

    reports_its_end = False

    async def hang_up(self) -> LineState:
        return LineState.FAILED

    async def transfer(self, to: str) -> LineState:  # noqa: ARG002 - there is nobody to ask
        return LineState.NO_LINE
