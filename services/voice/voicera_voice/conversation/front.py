"""Where a conversation speaks to: the carrier's side of the call, or a browser."""

from typing import Protocol

from voicera.media.v1 import call_pb2
from voicera_voice.pipeline.floor import FloorState
from voicera_voice.recording.journal import CallEvent


class Front(Protocol):
    """Nothing here waits; a front that does not keep up is cut off by whoever implements it."""

    def send_started(self, node: str) -> None: ...

    def send_audio(self, sequence: int, audio: bytes, *, first: bool) -> None: ...

    def send_clear(self, clear_id: int) -> None: ...

    def send_hang_up(self, reason: "call_pb2.EndReason.ValueType") -> None: ...

    def send_transfer(self, number: str) -> None: ...

    def send_state(self, state: FloorState) -> None: ...

    def send_interim(self, text: str) -> None: ...

    def send_monitored(self, start_ms: int, caller: bytes, agent: bytes) -> None: ...

    def add_event(self, event: CallEvent) -> None: ...

    def close(self) -> None:
        """Nothing more will be sent."""
