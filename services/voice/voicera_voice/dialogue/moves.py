"""What a node does: the actions of the seam, and three steps only the engine sees."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from voicera_voice.dialogue.interface import (
    EnterNode,
    HangUp,
    IntentMatched,
    Listen,
    ModelTimed,
    Prompted,
    SetVariable,
    ToolCalled,
    TransferTo,
    Wording,
)


@dataclass(slots=True, eq=False)
class Piece:
    """A piece being said. Its text shrinks to what was heard when the caller interrupts."""

    text: str
    node_id: str
    interruptible: bool = True
    wording: Wording = Wording.FREE


@dataclass(frozen=True, slots=True)
class Go:
    """Enter another node."""

    to: str


@dataclass(frozen=True, slots=True)
class Think:
    """Moves that take time to find, in batches that belong together; not begun if the caller interrupts before."""

    batches: Callable[[], AsyncIterator[tuple["Move", ...]]]


Move = (
    EnterNode
    | Piece
    | SetVariable
    | ToolCalled
    | ModelTimed
    | IntentMatched
    | Prompted
    | Listen
    | HangUp
    | TransferTo
    | Go
    | Think
)
