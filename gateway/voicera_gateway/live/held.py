"""Holds what belongs to the live calls of this process besides their conversations."""

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.session import Session
from voicera_gateway.live.replication import Replication
from voicera_gateway.live.view import View
from voicera_kit.clock import Clock


class HeldCall:
    """One call of this process; it is the session's Observer."""

    def __init__(
        self, session: Session, view: View, replication: Replication, calls: dict[str, "HeldCall"]
    ) -> None:
        self.session = session
        self.view = view
        self._replication = replication
        self._calls = calls

    @property
    def call_id(self) -> str:
        return self.view.call.call_id

    @property
    def organization_id(self) -> str:
        return self.session.admission.organization_id

    def saw(self, response: voice.ConverseResponse) -> None:
        if self.view.follow(response):
            self._replication.changed(self.call_id)

    def media_changed(self, *, lost: bool) -> None:
        self.view.call.media_lost = lost
        self._replication.changed(self.call_id)

    def over(self) -> None:
        self._calls.pop(self.call_id, None)
        self._replication.end(self.call_id)


class HeldCalls:
    """The Observers of this process's calls."""

    def __init__(self, replication: Replication, clock: Clock) -> None:
        self._replication = replication
        self._clock = clock
        self._calls: dict[str, HeldCall] = {}

    def find(self, organization_id: str, call_id: str) -> HeldCall | None:
        held = self._calls.get(call_id)
        return held if held is not None and held.organization_id == organization_id else None

    def begin(self, session: Session) -> HeldCall:
        view = View(session.admission, round(self._clock.now().timestamp() * 1e9))
        held = HeldCall(session, view, self._replication, self._calls)
        self._calls[held.call_id] = held
        self._replication.begin(held.organization_id, view)
        return held
