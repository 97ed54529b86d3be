"""Writes what a conversation sends as `ConverseResponse` messages, in order and within a bound."""

import asyncio
from collections.abc import AsyncIterator

from voicera.media.v1 import call_event_pb2, call_pb2
from voicera.voice.v1 import conversation_service_pb2 as voice_pb2
from voicera_kit.errors import ResourceExhausted
from voicera_voice.pipeline.floor import FloorState

Response = voice_pb2.ConverseResponse

_MOST_WAITING = 512
_MONITORED_BELOW = 128
"""Who listens in misses blocks long before a slow client costs the call."""
_STATES = {
    FloorState.LISTENING: voice_pb2.CONVERSATION_STATE_LISTENING,
    FloorState.THINKING: voice_pb2.CONVERSATION_STATE_THINKING,
    FloorState.SPEAKING: voice_pb2.CONVERSATION_STATE_SPEAKING,
}


class StreamFront:
    """A `Front` over one `Converse` stream. A client that stops reading is cut off when the queue is full."""

    def __init__(self, *, wants_interim: bool) -> None:
        self._waiting: asyncio.Queue[Response | None] = asyncio.Queue(_MOST_WAITING)
        self._wants_interim = wants_interim
        self._overrun = False

    def send_started(self, node: str) -> None:
        self._put(Response(started=voice_pb2.Started(node=node)))

    def send_audio(self, sequence: int, audio: bytes, *, first: bool) -> None:
        self._put(Response(audio=voice_pb2.AgentAudio(sequence=sequence, audio=audio, first=first)))

    def send_clear(self, clear_id: int) -> None:
        self._put(Response(clear=voice_pb2.Clear(id=clear_id)))

    def send_hang_up(self, reason: "call_pb2.EndReason.ValueType") -> None:
        self._put(Response(hang_up=voice_pb2.HangUp(reason=reason)))

    def send_transfer(self, number: str) -> None:
        self._put(Response(transfer=voice_pb2.Transfer(to=number)))

    def send_state(self, state: FloorState) -> None:
        self._put(Response(state=voice_pb2.StateChanged(state=_STATES[state])))

    def send_interim(self, text: str) -> None:
        if self._wants_interim:
            self._put(Response(interim=voice_pb2.InterimTranscript(text=text)))

    def send_monitored(self, start_ms: int, caller: bytes, agent: bytes) -> None:
        if self._waiting.qsize() >= _MONITORED_BELOW:
            return
        block = voice_pb2.MonitoredAudio(start_ms=start_ms, caller=caller, agent=agent)
        self._put(Response(monitored=block))

    def add_event(self, event: call_event_pb2.CallEvent) -> None:
        self._put(Response(event=event))

    def close(self) -> None:
        self._put(None)

    async def responses(self) -> AsyncIterator[Response]:
        """Return what was sent until the front is closed; ResourceExhausted if the client fell behind."""
        while not self._overrun:
            response = await self._waiting.get()
            if response is None:
                return
            yield response
        raise ResourceExhausted("the client does not read what the conversation sends")

    def _put(self, response: Response | None) -> None:
        try:
            self._waiting.put_nowait(response)
        except asyncio.QueueFull:
            self._overrun = True
