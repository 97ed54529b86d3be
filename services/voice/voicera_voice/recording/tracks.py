"""Lays the caller's audio and the agent's on one clock and cuts both into blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

from voicera_voice.audio.format import MULAW_SILENCE, AudioFormat
from voicera_voice.recording.timeline import Timeline

BLOCK_S = 1.0
BEHIND_S = 1.5
"""What is younger may still change: the agent can be cut off, the caller's frames can be late."""


@dataclass(frozen=True, slots=True)
class Block:
    """Both tracks in mu-law, `samples` long each; empty bytes stand for silence."""

    start_sample: int
    samples: int
    caller: bytes
    agent: bytes

    @property
    def end_sample(self) -> int:
        return self.start_sample + self.samples

    def silenced(self) -> "Block":
        return Block(self.start_sample, self.samples, b"", b"")

    def audible(self) -> "Block":
        """Return the block with silence written out."""
        silence = b"" if self.caller else bytes([MULAW_SILENCE]) * self.samples
        return Block(self.start_sample, self.samples, self.caller or silence, self.agent or silence)


class Tracks:
    """The caller's frames are laid end to end; a hole becomes silence only when its block is cut."""

    def __init__(self, form: AudioFormat, timeline: Timeline) -> None:
        self._format = form
        self._timeline = timeline
        self._block = round(BLOCK_S * form.sample_rate_hz)
        self._cut = 0
        self._caller = bytearray()
        self._anchored = False
        self._agent: list[tuple[int, int, bytes]] = []

    def hear(self, audio: bytes, at: float) -> None:
        """Add a frame of the caller that arrived at monotonic time `at`."""
        mulaw = self._format.to_mulaw(audio)
        if not self._anchored:
            self._anchored = True
            self._caller_up_to(self._timeline.sample(at) - len(mulaw))
        self._caller += mulaw

    def place(self, sequence: int, at: float, audio: bytes) -> None:
        self._agent.append((sequence, self._timeline.sample(at), self._format.to_mulaw(audio)))

    def drop_after(self, sequence: int) -> None:
        self._agent = [piece for piece in self._agent if piece[0] <= sequence]

    def due(self, now: float) -> Iterator[Block]:
        """Cut the blocks that will not change any more."""
        settled = self._timeline.sample(now - BEHIND_S) if now - BEHIND_S > self._timeline.origin else 0
        while self._cut + self._block <= settled:
            yield self._next(self._block)

    def rest(self, now: float) -> Iterator[Block]:
        """Cut everything up to the end of the call."""
        end = max(self._timeline.sample(now), self._cut + len(self._caller))
        while self._cut < end:
            yield self._next(min(self._block, end - self._cut))

    def _caller_up_to(self, sample: int) -> None:
        missing = sample - self._cut - len(self._caller)
        if missing > 0:
            self._caller += bytes([MULAW_SILENCE]) * missing

    def _next(self, length: int) -> Block:
        start, end = self._cut, self._cut + length
        self._caller_up_to(end)
        caller = bytes(self._caller[:length])
        del self._caller[:length]
        agent = bytearray([MULAW_SILENCE]) * length
        for _, at, audio in self._agent:
            _overlay(agent, start, at, audio)
        self._agent = [piece for piece in self._agent if piece[1] + len(piece[2]) > end]
        self._cut = end
        return Block(start, length, caller, bytes(agent))


def _overlay(track: bytearray, start: int, at: int, audio: bytes) -> None:
    """Write the part of `audio` (placed at sample `at`) that falls into the track beginning at `start`."""
    first = max(at, start)
    last = min(at + len(audio), start + len(track))
    if first < last:
        track[first - start : last - start] = audio[first - at : last - at]
