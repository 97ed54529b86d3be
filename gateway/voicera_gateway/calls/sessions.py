"""Keeps the calls of this process: admits connections to them and ends them all when the process stops."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from voicera.media.v1 import call_pb2 as calls
from voicera_gateway.archive import Archive
from voicera_gateway.calls.closing import CloseCode, Refused
from voicera_gateway.calls.conversation import Conversations
from voicera_gateway.calls.ending import Ending
from voicera_gateway.calls.front import Line
from voicera_gateway.calls.observer import Observers, watched_by
from voicera_gateway.calls.session import Session
from voicera_gateway.calls.tickets import Admission, Channel, Tickets

log = structlog.get_logger()

LAST_WORDS_S: Final = 5.0

LineOf = Callable[[Admission], Line]


class Sessions:
    """Every call whose conversation this process bridges, by call id and by the ticket that opened it."""

    def __init__(
        self,
        tickets: Tickets,
        line_of: LineOf,
        conversations: Conversations,
        archive: Archive,
        grace_s: float,
        observers: Observers,
    ) -> None:
        self._tickets = tickets
        self._line_of = line_of
        self._conversations = conversations
        self._archive = archive
        self._grace_s = grace_s
        self._observers = observers
        self._by_call: dict[str, Session] = {}
        self._by_ticket: dict[str, Session] = {}
        self._running: set[asyncio.Task[None]] = set()
        self.is_draining = False

    def __len__(self) -> int:
        return len(self._by_call)

    def find(self, call_id: str) -> Session | None:
        return self._by_call.get(call_id)

    async def look(self, ticket: str, channel: Channel) -> Admission:
        """Return what the ticket is for, without using it up; raises Refused."""
        session = self._by_ticket.get(ticket)
        admission = session.admission if session is not None else await self._tickets.peek(ticket)
        if admission is None or admission.channel is not channel:
            raise Refused(CloseCode.TICKET_REFUSED, "TICKET_UNKNOWN")
        return admission

    async def enter(self, ticket: str, admission: Admission) -> Session:
        """Return the call to attach to: the one that waits for its media, or a new one. Raises Refused."""
        waiting = self._by_call.get(admission.call_id)
        if waiting is not None:
            return _rejoined(waiting)
        if self.is_draining:
            raise Refused(CloseCode.GOING_AWAY, "STOPPING")
        if await self._tickets.redeem(ticket) is None:
            raise Refused(CloseCode.TICKET_REFUSED, "TICKET_USED")
        waiting = self._by_call.get(admission.call_id)  # another ticket of the call may have been quicker
        return self._begin(ticket, admission) if waiting is None else _rejoined(waiting)

    async def revoke(self, call_id: str) -> None:
        """Let no call begin any more under this id; one that has begun is found from now on."""
        await self._tickets.revoke(call_id)

    async def drain(self, seconds: float) -> None:
        """Let the running calls finish, then end those that do not."""
        self.is_draining = True
        if self._running:
            log.info("draining", calls=len(self._running))
            await asyncio.wait(self._running, timeout=seconds)
        for session in tuple(self._by_call.values()):
            session.finish(Ending(calls.END_REASON_PLATFORM_ERROR, "the gateway stopped"))
        if self._running:
            await asyncio.wait(self._running, timeout=LAST_WORDS_S)

    def _begin(self, ticket: str, admission: Admission) -> Session:
        line = self._line_of(admission)
        session = Session(admission, line, self._conversations, self._archive, self._grace_s)
        session.observe(watched_by(self._observers, session))
        self._by_call[admission.call_id] = session
        self._by_ticket[ticket] = session
        task = asyncio.create_task(self._hold(ticket, session), name=admission.call_id)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return session

    async def _hold(self, ticket: str, session: Session) -> None:
        try:
            await session.run()
        except Exception:
            log.exception("session_failed", call_id=session.admission.call_id)
        finally:
            session.finish(Ending(calls.END_REASON_PLATFORM_ERROR, "defect in the gateway"))
            del self._by_call[session.admission.call_id]
            del self._by_ticket[ticket]
            await self._tickets.revoke(session.admission.call_id)


def _rejoined(session: Session) -> Session:
    if session.is_connected:
        raise Refused(CloseCode.ALREADY_CONNECTED, "ALREADY_CONNECTED")
    if session.is_over:
        raise Refused(CloseCode.TICKET_REFUSED, "CALL_IS_OVER")
    return session
