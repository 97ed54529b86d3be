"""Lets people hear a call while it runs: both sides on one clock, a little behind, in short blocks."""

import asyncio
from collections.abc import Iterator
from typing import Protocol

from voicera_kit.clock import Clock
from voicera_voice.audio.format import MULAW_SILENCE, AudioFormat
from voicera_voice.pipeline.timer import Spawn
from voicera_voice.recording.timeline import Timeline
from voicera_voice.recording.tracks import Block, Recorder, overlay

BLOCK_S = 0.1
BEHIND_S = 0.2
"""Long enough for the caller's frames to come and for the agent to be cut off."""
_GAP_S = 0.06
"""Frames missing for longer than this are not waited for."""
_MOST_AHEAD_S = 0.12
"""Frames that come in a burst after a gap were given up already: the latest of them are heard."""
_SILENCE = bytes([MULAW_SILENCE])


class MonitorFront(Protocol):
    def send_monitored(self, start_ms: int, caller: bytes, agent: bytes) -> None: ...


class LiveMix:
    """Both tracks from sample `start` on."""

    def __init__(self, caller: AudioFormat, agent: AudioFormat, timeline: Timeline, now: float) -> None:
        rate = timeline.sample_rate_hz
        self._caller_format = caller
        self._agent_format = agent
        self._timeline = timeline
        self._block = round(BLOCK_S * rate)
        self._gap = round(_GAP_S * rate)
        self._most_ahead = round(_MOST_AHEAD_S * rate)
        self._start = timeline.sample(now) // self._block * self._block
        self._caller = bytearray()
        self._agent: list[tuple[int, int, bytes]] = []

    def hear(self, audio: bytes, at: float) -> None:
        mulaw = self._caller_format.to_mulaw(audio)
        now = self._timeline.sample(at)
        end = self._start + len(self._caller)
        if now - len(mulaw) - end > self._gap:
            self._caller += _SILENCE * (now - len(mulaw) - end)
        self._caller += mulaw
        ahead = self._start + len(self._caller) - now
        if ahead > self._most_ahead:
            del self._caller[-len(mulaw) - ahead : -len(mulaw)]

    def place(self, sequence: int, at: float, audio: bytes) -> None:
        self._agent.append((sequence, self._timeline.sample(at), self._agent_format.to_mulaw(audio)))

    def drop_after(self, sequence: int) -> None:
        self._agent = [piece for piece in self._agent if piece[0] <= sequence]

    def due(self, now: float) -> Iterator[Block]:
        settled = self._timeline.sample(now - BEHIND_S)
        while self._start + self._block <= settled:
            yield self._next()

    def _next(self) -> Block:
        start, length = self._start, self._block
        caller = bytes(self._caller[:length]).ljust(length, _SILENCE)
        del self._caller[:length]
        agent = bytearray(_SILENCE * length)
        for _, at, audio in self._agent:
            overlay(agent, start, at, audio)
        self._start += length
        self._agent = [piece for piece in self._agent if piece[1] + len(piece[2]) > self._start]
        return Block(start, length, caller, bytes(agent))


class Monitor:
    """A Recorder that passes everything on to another one, and to people while some listen."""

    def __init__(
        self,
        recorder: Recorder,
        front: MonitorFront,
        caller: AudioFormat,
        agent: AudioFormat,
        timeline: Timeline,
        clock: Clock,
        spawn: Spawn,
    ) -> None:
        self._recorder = recorder
        self._front = front
        self._formats = (caller, agent)
        self._timeline = timeline
        self._clock = clock
        self._spawn = spawn
        self._mix: LiveMix | None = None
        self._sending: asyncio.Task[None] | None = None

    def turn(self, *, on: bool) -> None:
        if on and self._mix is None:
            self._mix = LiveMix(*self._formats, self._timeline, self._clock.monotonic())
            self._sending = self._spawn(self._send(self._mix))
        elif not on and self._sending is not None:
            self._sending.cancel()
            self._sending = self._mix = None

    def hear(self, audio: bytes, at: float) -> None:
        self._recorder.hear(audio, at)
        if self._mix is not None:
            self._mix.hear(audio, at)

    def place(self, sequence: int, at: float, audio: bytes) -> None:
        self._recorder.place(sequence, at, audio)
        if self._mix is not None:
            self._mix.place(sequence, at, audio)

    def drop_after(self, sequence: int) -> None:
        self._recorder.drop_after(sequence)
        if self._mix is not None:
            self._mix.drop_after(sequence)

    def due(self, now: float) -> Iterator[Block]:
        return self._recorder.due(now)

    def rest(self, now: float) -> Iterator[Block]:
        return self._recorder.rest(now)

    async def _send(self, mix: LiveMix) -> None:
        while True:
            await self._clock.sleep(BLOCK_S)
            for block in mix.due(self._clock.monotonic()):
                start_ms = block.start_sample * 1000 // self._timeline.sample_rate_hz
                self._front.send_monitored(start_ms, block.caller, block.agent)
