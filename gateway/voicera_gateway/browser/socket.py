"""Serves the WebSocket of a browser call and is the browser front of a call."""

import asyncio
from typing import Final

import structlog

from voicera.media.v1 import call_event_pb2 as events
from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.browser import frames
from voicera_gateway.calls import connection
from voicera_gateway.calls.closing import CloseCode, Refused
from voicera_gateway.calls.session import Session
from voicera_gateway.calls.sessions import Sessions
from voicera_gateway.calls.tickets import Channel
from voicera_gateway.http.sockets import Receive, Scope, Send, Socket
from voicera_kit.phone_numbers import masked

log = structlog.get_logger()

IDLE_S: Final = 45.0
"""A muted client still sends a ping now and then."""


class BrowserFront:
    """The agent's side of a browser call: a Front that shows the conversation too."""

    def __init__(self, socket: Socket, session: Session, clear_timeout_s: float) -> None:
        self._socket = socket
        self._session = session
        self._clear_timeout_s = clear_timeout_s
        self._clearing: dict[int, asyncio.TimerHandle] = {}

    async def started(self) -> None:
        await self._socket.send_text(frames.message("started"))

    async def play(self, audio: voice.AgentAudio) -> None:
        await self._socket.send_bytes(frames.audio(audio.sequence, audio.audio))
        if audio.first:
            self._session.forwarded(audio.sequence)

    async def clear(self, clear_id: int) -> None:
        timer = asyncio.get_running_loop().call_later(self._clear_timeout_s, self._give_up, clear_id)
        self._clearing[clear_id] = timer
        await self._socket.send_text(frames.message("clear", id=clear_id))

    async def show(self, response: voice.ConverseResponse) -> None:
        match response.WhichOneof("message"):
            case "event":
                text = frames.message("event", event=frames.proto_fields(self._seen(response.event)))
            case "state":
                text = frames.message("state", state=_state(response.state.state))
            case _:
                text = frames.message("interim", text=response.interim.text)
        await self._socket.send_text(text)

    async def hang_up(self, reason: calls.EndReason.ValueType) -> None:
        await self.close(calls.EndReason.Name(reason))

    async def close(self, why: str) -> None:
        """Say why, then close: `why` is the name of an EndReason."""
        await self._socket.send_text(frames.message("hang_up", reason=why))
        await self._socket.close(CloseCode.NORMAL, why)

    def _seen(self, event: events.CallEvent) -> events.CallEvent:
        """Where a transfer leads is shown by its last four digits to who may not see numbers."""
        if self._session.admission.sees_numbers or not event.HasField("transfer_started"):
            return event
        seen = events.CallEvent()
        seen.CopyFrom(event)
        seen.transfer_started.to = masked(event.transfer_started.to)
        return seen

    def on_cleared(self, clear_id: int, last_played: int) -> None:
        """Take the browser's word, once per clear."""
        timer = self._clearing.pop(clear_id, None)
        if timer is not None:
            timer.cancel()
            self._session.cleared(clear_id, last_played)

    def gone(self) -> None:
        for clear_id in tuple(self._clearing):
            self._give_up(clear_id)

    def _give_up(self, clear_id: int) -> None:
        self.on_cleared(clear_id, self._session.last_played)


class BrowserConnection:
    """One WebSocket of a browser."""

    name = "browser"

    def __init__(self, socket: Socket, ticket: str, sessions: Sessions, clear_timeout_s: float) -> None:
        self._socket = socket
        self._ticket = ticket
        self._sessions = sessions
        self._clear_timeout_s = clear_timeout_s
        self._attached: tuple[Session, BrowserFront] | None = None

    async def open(self) -> None:
        admission = await self._sessions.look(self._ticket, Channel.BROWSER)
        session = await self._sessions.enter(self._ticket, admission)
        front = BrowserFront(self._socket, session, self._clear_timeout_s)
        self._attached = (session, front)
        session.attach(front)

    def handle(self, message: str | bytes) -> None:
        if self._attached is None:
            raise RuntimeError("a connection handles messages only after it was opened")
        session, front = self._attached
        match _parsed(message):
            case bytes(audio):
                session.audio(audio)
            case frames.Played(sequence):
                session.played(sequence)
            case frames.Cleared(clear_id, last_played):
                front.on_cleared(clear_id, last_played)
            case frames.Digit(digit):
                session.digit(digit)
            case frames.HangUp():
                session.hung_up()
            case frames.Ping():
                pass

    def close(self) -> None:
        if self._attached is not None:
            session, front = self._attached
            front.gone()
            if self._socket.was_closed_on_purpose:
                session.hung_up()
            session.detach(front)

    async def refuse(self, refusal: Refused) -> None:
        await self._socket.send_text(frames.message("error", code=int(refusal.code), reason=refusal.reason))


class BrowserEndpoint:
    """The ASGI end of /v1/browser/{ticket}."""

    def __init__(self, sessions: Sessions, clear_timeout_s: float) -> None:
        self._sessions = sessions
        self._clear_timeout_s = clear_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = Socket(receive, send)
        ticket = scope["path_params"]["ticket"]
        handler = BrowserConnection(socket, ticket, self._sessions, self._clear_timeout_s)
        await connection.serve(socket, handler, IDLE_S)


def _parsed(message: str | bytes) -> frames.FromBrowser:
    try:
        return frames.parse(message)
    except frames.BadMessage as bad:
        raise Refused(CloseCode.MALFORMED, bad.reason) from None


def _state(state: voice.ConversationState.ValueType) -> str:
    return voice.ConversationState.Name(state).removeprefix("CONVERSATION_STATE_").lower()
