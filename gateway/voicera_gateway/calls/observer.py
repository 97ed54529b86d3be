"""What is told of a call to whoever watches it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import structlog

from voicera.voice.v1 import conversation_service_pb2 as voice

if TYPE_CHECKING:
    from voicera_gateway.calls.session import Session

log = structlog.get_logger()


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


class Guarded:
    """Lets an observer's defects cost what is seen of the call, never the call; the log has the first of each kind."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._known: set[str] = set()

    def saw(self, response: voice.ConverseResponse) -> None:
        with self._guard(f"saw {response.WhichOneof('message')}"):
            self._observer.saw(response)

    def media_changed(self, *, lost: bool) -> None:
        with self._guard("media_changed"):
            self._observer.media_changed(lost=lost)

    def over(self) -> None:
        with self._guard("over"):
            self._observer.over()

    @contextmanager
    def _guard(self, what: str) -> Iterator[None]:
        try:
            yield
        except Exception:
            if what not in self._known:
                self._known.add(what)
                log.exception("observer_defect", what=what)


def watched_by(observers: Observers, session: "Session") -> Observer:
    """Return who watches the call, nobody if that fails."""
    try:
        return Guarded(observers.begin(session))
    except Exception:
        log.exception("call_not_observed", call_id=session.admission.call_id)
        return Unobserved()
