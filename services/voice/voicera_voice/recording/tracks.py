"""Lays the caller's audio and the agent's on one clock and cuts both into blocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from voicera_voice.audio.format import MULAW_SILENCE, AudioFormat
from voicera_voice.recording.timeline import Timeline

BLOCK_S = 1.0
BEHIND_S = 1.5
"""What is younger may still change: the agent can be cut off, the caller's frames can be late."""
_HOLE_S = 1.0
"""Frames missing for longer than this are taken for lost, until they come after all."""


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


class Recorder(Protocol):
    """Takes both sides' audio."""

    def hear(self, audio: bytes, at: float) -> None: ...

    def place(self, sequence: int, at: float, audio: bytes) -> None: ...

    def drop_after(self, sequence: int) -> None: ...

    def due(self, now: float) -> Iterator[Block]: ...

    def rest(self, now: float) -> Iterator[Block]: ...


class NoTracks:
    """Keeps nothing, for agents whose calls are not recorded."""

    def hear(self, audio: bytes, at: float) -> None: ...

    def place(self, sequence: int, at: float, audio: bytes) -> None: ...

    def drop_after(self, sequence: int) -> None: ...

    def due(self, now: float) -> Iterator[Block]:
        del now
        return iter(())

    def rest(self, now: float) -> Iterator[Block]:
        del now
        return iter(())


class Tracks:
    """The caller's frames are laid end to end; a hole becomes silence only when its block is cut."""

    def __init__(self, caller: AudioFormat, agent: AudioFormat, timeline: Timeline) -> None:
        self._caller_format = caller
        self._agent_format = agent
        self._timeline = timeline
        self._block = round(BLOCK_S * timeline.sample_rate_hz)
        self._cut = 0
        self._caller = bytearray()
        self._anchored = False
        self._hole = (0, 0)
        self._agent: list[tuple[int, int, bytes]] = []

    def hear(self, audio: bytes, at: float) -> None:
        """Add a frame of the caller that arrived at monotonic time `at`."""
        mulaw = self._caller_format.to_mulaw(audio)
        due = self._timeline.sample(at)
        self._open_hole(due - len(mulaw))
        self._caller += mulaw
        self._close_hole(self._cut + len(self._caller) - due)

    def place(self, sequence: int, at: float, audio: bytes) -> None:
        self._agent.append((sequence, self._timeline.sample(at), self._agent_format.to_mulaw(audio)))

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

    def _open_hole(self, due: int) -> None:
        """Leave room for frames that are missing before sample `due`; before the first frame any are."""
        end = self._cut + len(self._caller)
        shortest = round(_HOLE_S * self._timeline.sample_rate_hz) if self._anchored else 0
        self._anchored = True
        if due - end > shortest:
            self._hole = (end, due - end)
            self._caller_up_to(due)

    def _close_hole(self, ahead: int) -> None:
        """The missing frames came in a burst: the room left for them is theirs."""
        start, length = self._hole
        taken = min(ahead, length)
        if taken > 0 and start >= self._cut:
            del self._caller[start - self._cut : start - self._cut + taken]
            self._hole = (start, length - taken)

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
            overlay(agent, start, at, audio)
        self._agent = [piece for piece in self._agent if piece[1] + len(piece[2]) > end]
        self._cut = end
        return Block(start, length, caller, bytes(agent))


def overlay(track: bytearray, start: int, at: int, audio: bytes) -> None:
    """Write the part of `audio` (placed at sample `at`) that falls into the track beginning at `start`."""
    first = max(at, start)
    last = min(at + len(audio), start + len(track))
    if first < last:
        track[first - start : last - start] = audio[first - at : last - at]
