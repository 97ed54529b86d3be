"""Plays the agent's audio at the carrier, and sends nothing new while the carrier clears its queue."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.front import Listener
from voicera_gateway.vobiz.frames import Commands

log = structlog.get_logger()

MAX_HELD_BYTES: Final = 480_000
"""One minute of mu-law: a conversation does not prepare more while it waits a second."""

Send = Callable[[str], Awaitable[None]]


class Playback:
    """The queue of one media stream at the carrier, as far as we know it."""

    def __init__(
        self, commands: Commands, send: Send, listener: Listener, last_played: int, clear_timeout_s: float
    ) -> None:
        self._commands = commands
        self._send = send
        self._listener = listener
        self._last_played = last_played
        self._clear_timeout_s = clear_timeout_s
        self._clearing: list[int] = []
        self._held: deque[voice.AgentAudio] = deque()
        self._held_bytes = 0
        self._releasing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def play(self, audio: voice.AgentAudio) -> None:
        if self._clearing or self._held:
            self._hold(audio)
        else:
            await self._write(audio)

    async def clear(self, clear_id: int) -> None:
        """Ask the carrier to drop everything; what is held was not sent yet and is dropped here."""
        self._drop_held()
        self._clearing.append(clear_id)
        if len(self._clearing) == 1:
            self._timer = asyncio.get_running_loop().call_later(self._clear_timeout_s, self._give_up)
            await self._send(self._commands.clear_audio)

    def on_played(self, name: str) -> None:
        """Take the carrier's word for a checkpoint; a name we did not give is ignored."""
        if not (name.isascii() and name.isdigit()) or int(name) <= self._last_played:
            return
        self._last_played = int(name)
        self._listener.played(self._last_played)

    def on_cleared(self) -> None:
        if not self._clearing:
            log.info("unexpected_cleared_audio")
            return
        self._stop_timer()
        ids, self._clearing = self._clearing, []
        for clear_id in ids:
            self._listener.cleared(clear_id, self._last_played)
        if self._held and (self._releasing is None or self._releasing.done()):
            self._releasing = asyncio.create_task(self._release())

    def close(self) -> None:
        """Forget everything; a clear that is under way is done, because nobody plays any more."""
        self._drop_held()
        if self._clearing:
            self.on_cleared()
        if self._releasing is not None:
            self._releasing.cancel()

    def _give_up(self) -> None:
        log.warning("cleared_audio_missing", waited_s=self._clear_timeout_s)
        self.on_cleared()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _release(self) -> None:
        """Send what was held, oldest first; audio that arrives meanwhile queues up behind it."""
        while self._held and not self._clearing:
            audio = self._held[0]
            await self._write(audio)
            if self._held and self._held[0] is audio:
                self._held.popleft()
                self._held_bytes -= len(audio.audio)

    async def _write(self, audio: voice.AgentAudio) -> None:
        await self._send(self._commands.play_audio(audio.audio))
        if audio.first:
            self._listener.forwarded(audio.sequence)
        if not self._clearing:  # a checkpoint behind a clear would be reported as played at once
            await self._send(self._commands.checkpoint(audio.sequence))

    def _hold(self, audio: voice.AgentAudio) -> None:
        if self._held_bytes + len(audio.audio) > MAX_HELD_BYTES:
            log.warning("held_audio_dropped", held_bytes=self._held_bytes)
            return
        self._held.append(audio)
        self._held_bytes += len(audio.audio)

    def _drop_held(self) -> None:
        self._held.clear()
        self._held_bytes = 0
