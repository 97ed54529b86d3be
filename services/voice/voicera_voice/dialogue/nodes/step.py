"""What a node must be able to do."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from voicera_voice.dialogue.interface import Listen
from voicera_voice.dialogue.moves import Move


class Step(Protocol):
    """A node at work. It ends with `Go`, `Listen`, `HangUp`, `TransferTo` or `Think`."""

    def enter(self) -> Iterator[Move]: ...


@runtime_checkable
class WaitingStep(Step, Protocol):
    """A node that waits for the caller."""

    def listen(self) -> Listen:
        """Return what is expected now."""

    def hear(self, text: str) -> Iterator[Move]: ...

    def resume(self) -> Iterator[Move]:
        """Go on after an operator has talked with the caller."""

    def takes(self, digit: str) -> bool: ...

    def press(self, digit: str) -> Iterator[Move]:
        """A key that it takes was pressed."""

    def digits_timed_out(self) -> Iterator[Move]: ...
