"""A front that plays what it is sent in real (virtual) time and reports it, like the carrier does."""

import asyncio
from dataclasses import dataclass, field

from voicera.media.v1 import call_pb2
from voicera_kit.clock import Clock
from voicera_voice.audio.format import AudioFormat
from voicera_voice.pipeline.floor import FloorState
from voicera_voice.recording.journal import CallEvent


@dataclass
class Piece:
    sequence: int
    audio: bytes
    first: bool
    sent_at: float
    ends_at: float = 0.0


@dataclass
class FakeFront:
    clock: Clock
    form: AudioFormat
    reports: bool = True
    clear_delay_s: float = 0.05
    answers_clear: bool = True
    transfer_ends: "call_pb2.EndReason.ValueType | None" = call_pb2.END_REASON_TRANSFERRED
    """What becomes of a transfer; None if nobody says."""
    pieces: list[Piece] = field(default_factory=list)
    clears: list[tuple[int, float]] = field(default_factory=list)
    hang_ups: list[int] = field(default_factory=list)
    transfers: list[str] = field(default_factory=list)
    states: list[FloorState] = field(default_factory=list)
    interims: list[str] = field(default_factory=list)
    events: list[CallEvent] = field(default_factory=list)
    monitored: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    closed: bool = False
    node: str = ""
    last_played: int = 0

    def __post_init__(self) -> None:
        self.call = None
        self.tasks: set[asyncio.Task[None]] = set()
        self.ends_at = 0.0
        self.dropped_after = 0

    def later(self, work) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def stop(self) -> None:
        for task in self.tasks:
            task.cancel()

    def send_started(self, node: str) -> None:
        self.node = node

    def send_audio(self, sequence: int, audio: bytes, *, first: bool) -> None:
        now = self.clock.monotonic()
        self.ends_at = max(now, self.ends_at) + self.form.ms_of(self.form.samples_in(audio)) / 1000
        piece = Piece(sequence, audio, first, now, self.ends_at)
        self.pieces.append(piece)
        if first and self.call:
            self.call.forwarded(sequence, self.clock.now())
        self.later(self._play(piece))

    async def _play(self, piece: Piece) -> None:
        await self.clock.sleep(piece.ends_at - self.clock.monotonic())
        if piece.sequence <= self.dropped_after:
            return
        self.last_played = piece.sequence
        if self.reports and self.call:
            self.call.played(piece.sequence)

    def send_clear(self, clear_id: int) -> None:
        self.clears.append((clear_id, self.clock.monotonic()))
        self.later(self._clear(clear_id))

    async def _clear(self, clear_id: int) -> None:
        await self.clock.sleep(self.clear_delay_s)
        self.drop()
        if self.answers_clear:
            self.call.cleared(clear_id, self.last_played)

    def drop(self) -> None:
        """Everything queued is gone."""
        self.dropped_after = self.pieces[-1].sequence if self.pieces else 0
        self.ends_at = 0.0

    def send_hang_up(self, reason: int) -> None:
        self.hang_ups.append(reason)
        if self.call:
            self.call.leave(call_pb2.END_REASON_CALLER_HUNG_UP)

    def send_transfer(self, number: str) -> None:
        self.transfers.append(number)
        if self.call and self.transfer_ends is not None:
            self.call.leave(self.transfer_ends)

    def send_state(self, state: FloorState) -> None:
        self.states.append(state)

    def send_interim(self, text: str) -> None:
        self.interims.append(text)

    def send_monitored(self, start_ms: int, caller: bytes, agent: bytes) -> None:
        self.monitored.append((start_ms, caller, agent))

    def add_event(self, event: CallEvent) -> None:
        self.events.append(event)

    def close(self) -> None:
        self.closed = True
