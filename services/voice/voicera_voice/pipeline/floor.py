"""Knows who has the floor: the caller, the agent thinking, or the agent speaking."""

from enum import Enum, auto
from typing import Protocol


class FloorState(Enum):
    LISTENING = auto()
    THINKING = auto()
    SPEAKING = auto()


class StateFront(Protocol):
    def send_state(self, state: FloorState) -> None: ...


class Floor:
    """Shared by the processors of one call."""

    def __init__(self, front: StateFront, *, barge_in: bool) -> None:
        self._front = front
        self._barge_in = barge_in
        self._state: FloorState | None = None
        self.caller_speaking = False
        self.guarded = False
        """A sentence is on its way that must be heard."""
        self.opening = True
        """The agent has not been heard yet: words said now do not silence its greeting."""
        self.closing = False
        """The conversation is over but for what the agent still says."""
        self.final = False
        """The conversation ends because it has lasted too long."""
        self.media_lost = False
        self.interrupting = False
        """The agent is being silenced."""
        self.operated = False
        """An operator talks instead of the agent."""

    @property
    def state(self) -> FloorState | None:
        return self._state

    @property
    def listening(self) -> bool:
        return self._state is FloorState.LISTENING

    @property
    def may_interrupt(self) -> bool:
        return (
            self._barge_in
            and not self.listening
            and not (self.guarded or self.opening or self.closing)
            and not (self.media_lost or self.interrupting or self.operated)
        )

    def enter(self, state: FloorState) -> None:
        if state is not FloorState.THINKING:
            self.opening = False
        if state is not self._state:
            self._state = state
            self._front.send_state(state)
