"""Holds what belongs to the live calls of this process besides their conversations."""

from collections.abc import Callable

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.session import Session
from voicera_gateway.live import topics
from voicera_gateway.live.desk import Desk
from voicera_gateway.live.listeners import Listeners
from voicera_gateway.live.replication import Replication
from voicera_gateway.live.view import View
from voicera_kit.bus import Bus
from voicera_kit.clock import Clock


class HeldCall:
    """One call of this process; it is the session's Observer."""

    def __init__(
        self, session: Session, replication: Replication, bus: Bus, clock: Clock, gone: Callable[[str], None]
    ) -> None:
        self.session = session
        self._gone = gone
        self.view = View(session.admission, round(clock.now().timestamp() * 1e9))
        self._replication = replication
        names = (self.organization_id, self.call_id)
        self.listeners = Listeners(session, bus, topics.heard(*names), clock, self._count_listeners)
        self.desk = Desk(session, bus, topics.spoken(*names), clock, self.listeners.tell)

    @property
    def call_id(self) -> str:
        return self.session.admission.call_id

    @property
    def organization_id(self) -> str:
        return self.session.admission.organization_id

    def saw(self, response: voice.ConverseResponse) -> None:
        match response.WhichOneof("message"):
            case "monitored":
                self.listeners.hear(response.monitored)
                return
            case "started":
                self.listeners.conversation_opened()
                self.desk.conversation_opened()
        if self.view.follow(response):
            self._replication.changed(self.call_id)

    def media_changed(self, *, lost: bool) -> None:
        self.view.call.media_lost = lost
        self._replication.changed(self.call_id)

    def over(self) -> None:
        self._gone(self.call_id)
        self._replication.end(self.call_id)
        self.listeners.over()
        self.desk.close()

    def _count_listeners(self, count: int) -> None:
        if self.view.call.listeners != count:
            self.view.call.listeners = count
            self._replication.changed(self.call_id)


class HeldCalls:
    """The Observers of this process's calls."""

    def __init__(self, replication: Replication, bus: Bus, clock: Clock) -> None:
        self._replication = replication
        self._bus = bus
        self._clock = clock
        self._calls: dict[str, HeldCall] = {}

    def find(self, organization_id: str, call_id: str) -> HeldCall | None:
        """Return the organization's call if it is live here."""
        held = self._calls.get(call_id)
        return held if held is not None and held.organization_id == organization_id else None

    def begin(self, session: Session) -> HeldCall:
        held = HeldCall(session, self._replication, self._bus, self._clock, self._forget)
        self._calls[held.call_id] = held
        self._replication.begin(held.organization_id, held.view)
        return held

    def _forget(self, call_id: str) -> None:
        self._calls.pop(call_id, None)
