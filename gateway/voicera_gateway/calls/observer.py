"""What is told of a call to whoever watches it."""

from typing import TYPE_CHECKING, Protocol

from voicera.voice.v1 import conversation_service_pb2 as voice

if TYPE_CHECKING:
    from voicera_gateway.calls.session import Session


class Observer(Protocol):
    """Watches one call; none of it waits."""

    def saw(self, response: voice.ConverseResponse) -> None:
        """The conversation sent something other than the agent's audio."""

    def media_changed(self, *, lost: bool) -> None: ...

    def over(self) -> None:
        """The call is over; nothing follows."""


class Observers(Protocol):
    """Watch the calls of this process."""

    def begin(self, session: "Session") -> Observer:
        """A call has begun: return who watches it."""


class Unobserved:
    """Nobody watches."""

    def saw(self, response: voice.ConverseResponse) -> None: ...

    def media_changed(self, *, lost: bool) -> None: ...

    def over(self) -> None: ...
