"""Serves the carrier's media WebSocket and is the telephone front of a call."""

import structlog

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls import connection
from voicera_gateway.calls.closing import CloseCode, Refused
from voicera_gateway.calls.session import Session
from voicera_gateway.calls.sessions import Sessions
from voicera_gateway.calls.tickets import Channel
from voicera_gateway.http.sockets import Receive, Scope, Send, Socket
from voicera_gateway.vobiz import frames
from voicera_gateway.vobiz.playback import Playback

log = structlog.get_logger()


class VobizFront:
    """The agent's side of the stream: a Front that the carrier plays."""

    def __init__(self, socket: Socket, commands: frames.Commands, playback: Playback) -> None:
        self._socket = socket
        self._commands = commands
        self.playback = playback

    async def started(self) -> None:
        """Nobody on the telephone is told."""

    async def play(self, audio: voice.AgentAudio) -> None:
        await self.playback.play(audio)

    async def clear(self, clear_id: int) -> None:
        await self.playback.clear(clear_id)

    async def show(self, response: voice.ConverseResponse) -> None:
        """A telephone shows nothing."""

    async def hang_up(self, reason: calls.EndReason.ValueType) -> None:  # noqa: ARG002 - the carrier needs no reason
        """End the stream: nothing follows it in the document, so the carrier ends the call."""
        await self._socket.send_text(self._commands.stop)

    async def close(self, why: str) -> None:
        await self._socket.close(CloseCode.NORMAL, why)


class VobizConnection:
    """One media socket of the carrier."""

    name = "vobiz"

    def __init__(self, socket: Socket, ticket: str, sessions: Sessions, clear_timeout_s: float) -> None:
        self._socket = socket
        self._ticket = ticket
        self._sessions = sessions
        self._clear_timeout_s = clear_timeout_s
        self._attached: tuple[Session, VobizFront] | None = None
        self._unknown: set[str] = set()

    async def open(self) -> None:
        admission = await self._sessions.look(self._ticket, Channel.PHONE)
        start = await self._start()
        if not start.is_supported:
            raise Refused(CloseCode.UNSUPPORTED_FORMAT, "UNSUPPORTED_FORMAT")
        if start.call_id != admission.carrier_call_id:
            raise Refused(CloseCode.TICKET_REFUSED, "TICKET_OF_ANOTHER_CALL")
        session = await self._sessions.enter(self._ticket, admission)
        front = self._front(start.stream_id, session)
        self._attached = (session, front)
        session.attach(front)

    def handle(self, message: str | bytes) -> None:
        session, front = self._attached or _not_open()
        frame = _frame(message)
        match frame:
            case bytes():
                session.audio(frame)
            case frames.PlayedStream(name):
                front.playback.on_played(name)
            case frames.ClearedAudio():
                front.playback.on_cleared()
            case frames.Digit(digit):
                session.digit(digit)
            case frames.Unknown(event):
                self._note_unknown(event)
            case frames.Start():
                raise Refused(CloseCode.MALFORMED, "SECOND_START")

    def close(self) -> None:
        if self._attached is not None:
            session, front = self._attached
            front.playback.close()
            session.detach(front)

    async def refuse(self, refusal: Refused) -> None:
        """The carrier reads close frames only."""

    async def _start(self) -> frames.Start:
        """Wait for `start`, which comes first; what we do not know may come before it, media may not."""
        while (message := await self._socket.receive()) is not None:
            frame = _frame(message)
            if isinstance(frame, frames.Start):
                return frame
            if isinstance(frame, bytes):
                raise Refused(CloseCode.MALFORMED, "MEDIA_BEFORE_START")
        raise Refused(CloseCode.NORMAL, "CLOSED_BEFORE_START")

    def _front(self, stream_id: str, session: Session) -> VobizFront:
        commands = frames.Commands(stream_id)
        playback = Playback(
            commands, self._socket.send_text, session, session.last_played, self._clear_timeout_s
        )
        return VobizFront(self._socket, commands, playback)

    def _note_unknown(self, event: str) -> None:
        """Log each kind once and boundedly: an unknown event may come fifty times a second."""
        if event not in self._unknown and len(self._unknown) < 10:  # noqa: PLR2004 - enough to notice
            self._unknown.add(event)
            log.info("unknown_media_event", carrier_event=event[:40])


class MediaEndpoint:
    """The ASGI end of /vobiz/media/{ticket}."""

    def __init__(self, sessions: Sessions, idle_s: float, clear_timeout_s: float) -> None:
        self._sessions = sessions
        self._idle_s = idle_s
        self._clear_timeout_s = clear_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = Socket(receive, send)
        ticket = scope["path_params"]["ticket"]
        handler = VobizConnection(socket, ticket, self._sessions, self._clear_timeout_s)
        await connection.serve(socket, handler, self._idle_s)


def _frame(message: str | bytes) -> frames.Frame:
    if isinstance(message, bytes):
        raise Refused(CloseCode.MALFORMED, "NOT_TEXT")
    try:
        return frames.parse(message)
    except frames.BadFrame as bad:
        raise Refused(CloseCode.MALFORMED, bad.reason) from None


def _not_open() -> tuple[Session, VobizFront]:
    raise RuntimeError("a connection handles messages only after it was opened")
