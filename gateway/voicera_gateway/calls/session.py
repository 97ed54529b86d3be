"""Bridges one call's media connection to its conversation, for as long as the call lasts."""

import asyncio
import time
from contextlib import aclosing
from typing import Final

import structlog

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.archive import Archive
from voicera_gateway.calls.conversation import Conversations
from voicera_gateway.calls.ending import Ending, broken_by
from voicera_gateway.calls.front import Front, Line, LineState
from voicera_gateway.calls.observer import Observer, Unobserved
from voicera_gateway.calls.record import CallRecord
from voicera_gateway.calls.tickets import Admission
from voicera_gateway.calls.upstream import Upstream
from voicera_kit.errors import ServiceError

log = structlog.get_logger()

CLOSING_S: Final = 5.0
"""How long the carrier may take to end a call we hung up."""
FAREWELL_S: Final = 2.0
"""How long the conversation may take to end after it was told to."""
OPENING_PAUSES_S: Final = (0.0, 0.1, 0.4, 1.0, 1.5)
"""Before each try to open a conversation: a voice node that died is back, or out of the rotation, after that."""
NOTING_S: Final = 0.5
"""How long the agent waits for the record to say that the call is not over yet."""


class Session:
    """A call. Fronts come and go; the conversation and the call's line stay. It is the fronts' Listener."""

    def __init__(
        self, admission: Admission, line: Line, conversations: Conversations, archive: Archive, grace_s: float
    ) -> None:
        self.admission = admission
        self.last_played = 0
        self._line = line
        self._conversations = conversations
        self._record = CallRecord(archive, admission)
        self._grace_s = grace_s
        self._upstream = Upstream.of(admission.start.caller_audio)
        self._front: Front | None = None
        self._ending: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._asked: calls.EndReason.ValueType | None = None
        self._is_moving = False
        self._timer: asyncio.TimerHandle | None = None
        self._has_started = False
        self._observer: Observer = Unobserved()

    @property
    def is_connected(self) -> bool:
        return self._front is not None

    @property
    def is_over(self) -> bool:
        return self._ending.done()

    async def run(self) -> None:
        """Hold the call from its first media connection to its end."""
        with structlog.contextvars.bound_contextvars(call_id=self.admission.call_id):
            async with asyncio.TaskGroup() as group:
                noting = group.create_task(self._note_answer())
                talking = group.create_task(self._talk_after(noting))
                # A defect cancels this wait, not what others read.
                ending = await asyncio.shield(self._ending)
                self._upstream.end(ending.reason)
                await asyncio.wait({talking}, timeout=FAREWELL_S)
                talking.cancel()
                noting.cancel()
            await self._wind_up(ending)

    def attach(self, front: Front) -> None:
        """Use this connection from now on; the second and later ones resume the call."""
        self._front = front
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self.tell(voice.ConverseRequest(media_resumed=voice.MediaResumed()))
            self._observer.media_changed(lost=False)
            log.info("media_resumed", call_id=self.admission.call_id)

    def detach(self, front: Front) -> None:
        """Do without this connection; unless the call is ending or moving, another may come within the grace."""
        if front is not self._front:
            return
        self._front = None
        if self._asked is not None:
            self.finish(Ending(self._asked))
        elif not self.is_over and not self._is_moving:
            self._await_media()

    def observe(self, observer: Observer) -> None:
        """Tell this one, too, what happens in the call from now on."""
        self._observer = observer

    def finish(self, ending: Ending) -> None:
        """End the call; the first reason given stays."""
        if not self._ending.done():
            self._ending.set_result(ending)
            self._observer.over()

    def end_as_told(self, reason: calls.EndReason.ValueType, detail: str) -> calls.EndReason.ValueType:
        """Take the carrier's word that the call is over; return why, which we know better if we ended it."""
        known = self._asked or reason
        self.finish(Ending(known, detail, told=True))
        return known

    async def hang_up(self, reason: calls.EndReason.ValueType) -> None:
        """End the call for `reason`, now."""
        if self._asked is None and not self.is_over:
            self._asked = reason
            await self._let_go(await self._line.hang_up())

    async def transfer(self, to: str, user_id: str) -> LineState:
        """Hand the caller over because an operator wants it; if the line cannot or will not, the call goes on."""
        if self._asked is not None or self.is_over or self._is_moving:
            return LineState.GONE
        state = await self._move(to)
        if state is LineState.DONE:
            transferred = voice.OperatorTransferred(user_id=user_id, to=to)
            self.tell(voice.ConverseRequest(operator_transferred=transferred))
        if state in {LineState.DONE, LineState.GONE}:
            await self._transferred(state)
        elif self._front is None and self._timer is None and not self.is_over:
            self._await_media()  # it was lost meanwhile
        return state

    def tell(self, request: voice.ConverseRequest) -> None:
        """Pass a message on to the conversation."""
        self._upstream.tell(request)

    def speak(self, audio: bytes) -> None:
        """Pass on what an operator says, in the agent's format."""
        self._upstream.operator_audio(audio)

    # What the front tells.

    def audio(self, audio: bytes) -> None:
        self._upstream.audio(audio)

    def digit(self, digit: str) -> None:
        self.tell(voice.ConverseRequest(digit=voice.DigitPressed(digit=digit)))

    def played(self, sequence: int) -> None:
        self.last_played = max(self.last_played, sequence)
        self.tell(voice.ConverseRequest(played=voice.Played(sequence=sequence)))

    def cleared(self, clear_id: int, last_played: int) -> None:
        cleared = voice.Cleared(clear_id=clear_id, last_played_sequence=last_played)
        self.tell(voice.ConverseRequest(cleared=cleared))

    def forwarded(self, sequence: int) -> None:
        forwarded = voice.Forwarded(sequence=sequence)
        forwarded.at.FromNanoseconds(time.time_ns())
        self.tell(voice.ConverseRequest(forwarded=forwarded))

    def hung_up(self) -> None:
        self.finish(Ending(self._asked or calls.END_REASON_CALLER_HUNG_UP))

    # What the conversation says.

    async def _talk_after(self, noting: asyncio.Task[None]) -> None:
        """Start the agent unless the call turns out to be over; a slow archive is not waited for."""
        await asyncio.wait({noting}, timeout=NOTING_S)
        if not self.is_over:
            await self._talk()

    async def _talk(self) -> None:
        for opening, pause_s in enumerate(OPENING_PAUSES_S, 1):
            await asyncio.sleep(pause_s)
            if self.is_over:
                return
            try:
                await self._listen()
                broken = Ending(calls.END_REASON_PLATFORM_ERROR, "the conversation ended without a word")
            except ServiceError as error:
                broken = broken_by(error, has_started=self._has_started)
            except Exception:
                log.exception("session_defect")
                broken = Ending(calls.END_REASON_PLATFORM_ERROR, "defect in the gateway")
            if self.is_over or self._asked is not None:
                return
            log.warning(
                "conversation_broke", detail=broken.detail, started=self._has_started, opening=opening
            )
            if self._has_started:
                break
        self.finish(broken)

    async def _listen(self) -> None:
        admission = self.admission
        stream = self._conversations.converse(admission.organization_id, admission.start, self._upstream)
        async with aclosing(stream) as responses:
            async for response in responses:
                await self._act(response)

    async def _act(self, response: voice.ConverseResponse) -> None:
        front = self._front
        kind = response.WhichOneof("message")
        if kind == "audio":
            if front is not None:
                await front.play(response.audio)
            return
        self._observer.saw(response)
        match kind:
            case "clear":
                await self._clear(front, response.clear.id)
            case "started":
                self._has_started = True
                if front is not None:
                    await front.started()
            case "hang_up":
                await self.hang_up(response.hang_up.reason)
            case "transfer":
                await self._transfer(response.transfer.to)
            case "event" | "state" | "interim" if front is not None:
                await front.show(response)

    async def _clear(self, front: Front | None, clear_id: int) -> None:
        if front is None:
            self.cleared(clear_id, self.last_played)
        else:
            await front.clear(clear_id)

    async def _transfer(self, to: str) -> None:
        if self._asked is None and not self._is_moving:
            await self._transferred(await self._move(to))

    async def _move(self, to: str) -> LineState:
        self._is_moving = True
        try:
            return await self._line.transfer(to)
        finally:
            self._is_moving = False

    async def _transferred(self, state: LineState) -> None:
        """Only a call the line took over was transferred."""
        if self._asked is not None:
            return  # somebody ended the call meanwhile
        match state:
            case LineState.DONE:
                self._asked = calls.END_REASON_TRANSFERRED
                await self._let_go(state)
            case LineState.GONE:
                self.finish(Ending(calls.END_REASON_CALLER_HUNG_UP))
            case LineState.NO_LINE:
                await self.hang_up(calls.END_REASON_TRANSFER_IN_BROWSER)
            case LineState.FAILED:
                log.warning("transfer_failed")
                await self.hang_up(calls.END_REASON_CARRIER_ERROR)

    async def _let_go(self, state: LineState) -> None:
        """Wait for the connection to close after the call was ended, but not for long."""
        reason = self._asked or calls.END_REASON_AGENT_HUNG_UP
        if state is LineState.GONE or self._front is None:
            self.finish(Ending(reason))
            return
        self._finish_later(CLOSING_S, reason)
        if state is LineState.FAILED:
            await self._front.hang_up(reason)

    # How it ends.

    def _finish_later(self, seconds: float, reason: calls.EndReason.ValueType) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.finish, Ending(reason))

    def _await_media(self) -> None:
        lost = voice.MediaLost(last_played_sequence=self.last_played)
        self.tell(voice.ConverseRequest(media_lost=lost))
        self._observer.media_changed(lost=True)
        self._finish_later(self._grace_s, calls.END_REASON_MEDIA_LOST)
        log.info("media_lost", call_id=self.admission.call_id, grace_s=self._grace_s)

    async def _note_answer(self) -> None:
        if (ending := await self._record.note_answer()) is not None:
            self.finish(ending)

    async def _wind_up(self, ending: Ending) -> None:
        """Leave nothing open: neither the connection, nor the carrier's call, nor the record."""
        if self._timer is not None:
            self._timer.cancel()
        authoritative = not self._line.reports_its_end
        if ending.is_breakdown:
            authoritative |= await self._line.hang_up() is LineState.GONE
        if self._front is not None:
            await self._front.close(calls.EndReason.Name(ending.reason))
        log.info("call_over", reason=calls.EndReason.Name(ending.reason), told=ending.told)
        if not ending.told:
            await self._record.close(ending, authoritative=authoritative)
