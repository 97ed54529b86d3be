"""Sends the agent's audio a little ahead of playback and keeps the books of what was heard."""

import asyncio
from collections.abc import Sequence
from enum import Enum, auto

from voicera_kit.clock import Clock
from voicera_voice.audio.format import AudioFormat
from voicera_voice.playback.heard import heard_meaning, heard_text
from voicera_voice.playback.play_head import PlayHead
from voicera_voice.playback.seam import AgentTrack, AudioFront, PlaybackListener, Spoken
from voicera_voice.playback.utterance import Segment, Utterance, WordStart

PIECE_MS = 100
SHORTEST_PIECE_MS = 20
LEAD_S = 0.4
_HURRY_S = 0.12
_LIVE_LEAD_S = 0.5
"""What a person says is heard now: what comes faster than it can be played is dropped."""
_CLEAR_TIMEOUT_S = 1.0


class _State(Enum):
    OPEN = auto()
    CLEARING = auto()
    LOST = auto()


class Player:
    """Plays one utterance at a time. `run` is its only task; everything else returns at once."""

    def __init__(
        self,
        front: AudioFront,
        track: AgentTrack,
        listener: PlaybackListener,
        form: AudioFormat,
        clock: Clock,
    ) -> None:
        self._front = front
        self._track = track
        self._listener = listener
        self._format = form
        self._clock = clock
        self._head = PlayHead(clock)
        self._wake = asyncio.Event()
        self._state = _State.OPEN
        self._utterance: Utterance | None = None
        self._guarded = False
        self._began_at = 0.0
        self._clear_id = 0
        self._clear_by = 0.0
        self._heard_at_clear = 0

    @property
    def guarded(self) -> bool:
        """True while a sentence that must be heard has not been."""
        return self._utterance is not None and self._utterance.guarded

    @property
    def started(self) -> bool:
        """True once the caller was sent something of the present utterance."""
        return self._utterance is not None and self._utterance.sent > 0

    @property
    def unsent_s(self) -> float:
        """Seconds of audio that wait to be sent."""
        if self._utterance is None:
            return 0.0
        return self._format.ms_of(self._utterance.made - self._utterance.sent) / 1000

    def add_segment(
        self, segment_id: int, text: str, node_id: str, *, interruptible: bool, meant: str = ""
    ) -> None:
        """`meant` is what the text translates."""
        self._current().segments.append(Segment(segment_id, text, node_id, interruptible, meant))
        self._guarded = self._guarded or not interruptible

    def add_audio(self, segment_id: int, audio: bytes, words: Sequence[WordStart] = ()) -> None:
        if self._utterance and (segment := self._utterance.segment(segment_id)):
            self._utterance.add_audio(segment, audio)
            segment.add_words(words)
            self._wake.set()

    def end_segment(self, segment_id: int, words: tuple[WordStart, ...] = ()) -> None:
        if self._utterance and (segment := self._utterance.segment(segment_id)):
            segment.end_with(words)
            self._wake.set()

    def restart_segment(self, segment_id: int) -> str:
        """Return the text whose audio has to come again: all of it, or what follows the last word that is complete."""
        if self._utterance and (segment := self._utterance.segment(segment_id)):
            return self._utterance.restart(segment)
        return ""

    def end_utterance(self) -> None:
        """No further segment belongs to this utterance."""
        self._current().complete = True
        self._wake.set()

    def interrupt(self) -> None:
        """Silence the agent; `on_spoken` follows once it is certain what was heard."""
        self._current().complete = True
        if self._state is _State.OPEN and self._head.outstanding:
            self._state = _State.CLEARING
            self._clear_id += 1
            self._clear_by = self._clock.monotonic() + _CLEAR_TIMEOUT_S
            self._heard_at_clear = self._head.last_heard()
            self._front.send_clear(self._clear_id)
            self._wake.set()
        elif self._state is not _State.CLEARING:
            self._finish(interrupted=True, cleared=False)

    def play_live(self, audio: bytes) -> None:
        """Play what a person says in place of the agent; dropped while the agent is being silenced."""
        if self._state is not _State.OPEN or self._utterance is not None or self._head.lead_s > _LIVE_LEAD_S:
            return
        sequence, _ = self._place(audio)
        self._front.send_audio(sequence, audio, first=False)

    def played(self, sequence: int) -> None:
        utterance = self._utterance
        if utterance:
            utterance.note_heard(min(sequence, self._head.sent))
        left = self._format.ms_of(utterance.sent - utterance.heard) / 1000 if utterance else 0.0
        if self._head.report(sequence, left):
            self._wake.set()

    def cleared(self, clear_id: int, last_played: int) -> None:
        if self._state is _State.CLEARING and clear_id == self._clear_id:
            self._finish_clearing(last_played)

    def media_lost(self, last_played: int) -> None:
        if self._state is _State.CLEARING:
            self._finish_clearing(last_played)
        else:
            self._drop_unheard(max(last_played, self._head.last_heard()))
        self._state = _State.LOST

    def media_resumed(self) -> None:
        if self._state is not _State.LOST:
            return
        self._state = _State.OPEN
        if self._utterance:
            self._utterance.go_back_to_unheard()
        self._wake.set()

    def abandon(self) -> Spoken | None:
        """The call is over: return what was heard of the present utterance, None if there is none."""
        utterance, self._utterance = self._utterance, None
        if utterance is None:
            return None
        utterance.note_heard(self._head.last_heard())
        return self._account(utterance, interrupted=True, cleared=False)

    async def run(self) -> None:
        while True:
            self._wake.clear()
            delay = self._step()
            if delay is None:
                await self._wake.wait()
                continue
            try:
                async with self._clock.timeout(max(delay, 0.001)):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _current(self) -> Utterance:
        if self._utterance is None:
            self._utterance = Utterance(self._format)
        return self._utterance

    def _step(self) -> float | None:
        """Do what is due; return the seconds until something else is, or None if that depends on others."""
        if self._state is _State.CLEARING:
            return self._step_clearing()
        if self._state is _State.LOST or self._utterance is None:
            return None
        delay = self._send_due(self._utterance)
        self._lift_guard(self._utterance)
        if self._utterance is None or self._utterance.sent < self._utterance.made:
            return delay
        return self._step_end(self._utterance)

    def _step_clearing(self) -> float | None:
        left = self._clear_by - self._clock.monotonic()
        if left > 0:
            return left
        self._finish_clearing(self._heard_at_clear)
        return None

    def _send_due(self, utterance: Utterance) -> float | None:
        """Send what playback needs; return the wait until it needs more, None if that takes more audio first."""
        whole = self._format.samples_for_ms(PIECE_MS)
        shortest = self._format.samples_for_ms(SHORTEST_PIECE_MS)
        while (ready := utterance.made - utterance.sent) > 0:
            lead = self._head.lead_s
            if lead > LEAD_S - PIECE_MS / 1000:
                return lead - (LEAD_S - PIECE_MS / 1000)
            if utterance.speakable and ready < whole and lead > _HURRY_S:
                return lead - _HURRY_S
            if utterance.speakable and ready < shortest:
                return None
            self._send(utterance, min(ready, whole))
        return None

    def _send(self, utterance: Utterance, samples: int) -> None:
        first = utterance.sent == 0 and not utterance.heard
        audio = utterance.take(samples)
        shortest = self._format.samples_for_ms(SHORTEST_PIECE_MS)
        if samples < shortest:
            audio += self._format.silence(shortest - samples)
        sequence, begins_at = self._place(audio)
        utterance.pieces.append((sequence, utterance.sent))
        if first:
            self._began_at = begins_at
            self._listener.on_first_audio_sent(sequence)
        self._front.send_audio(sequence, audio, first=first)

    def _place(self, audio: bytes) -> tuple[int, float]:
        """Number the next piece and note where it is played; return its number and when its playback begins."""
        duration_s = self._format.ms_of(self._format.samples_in(audio)) / 1000
        sequence, begins_at = self._head.send(duration_s)
        self._track.place(sequence, begins_at, audio)
        return sequence, begins_at

    def _lift_guard(self, utterance: Utterance) -> None:
        if not self._guarded:
            return
        utterance.note_heard(self._head.last_heard())
        if not utterance.guarded:
            self._guarded = False
            self._listener.on_guard_lifted()

    def _step_end(self, utterance: Utterance) -> float | None:
        """Everything made so far was sent: wait for more, or for the caller to have heard it."""
        left = self._head.grace_left_s
        if utterance.speakable:
            return left if self._guarded and left > 0 else None
        if left > 0:
            return left
        utterance.note_heard(self._head.sent)
        self._head.settle(dropped=False)
        self._finish(interrupted=False, cleared=False)
        return None

    def _finish_clearing(self, last_played: int) -> None:
        self._drop_unheard(last_played)
        self._state = _State.OPEN
        self._finish(interrupted=True, cleared=True)

    def _drop_unheard(self, last_played: int) -> None:
        """The rest of what was sent will never be heard."""
        if self._utterance:
            self._utterance.note_heard(last_played)
        self._track.drop_after(last_played)
        self._head.settle(dropped=True)

    def _finish(self, *, interrupted: bool, cleared: bool) -> None:
        utterance = self._current()
        if interrupted and not cleared:
            utterance.note_heard(self._head.last_heard())
        self._utterance = None
        self._guarded = False
        self._wake.set()
        self._listener.on_spoken(self._account(utterance, interrupted=interrupted, cleared=cleared))

    def _account(self, utterance: Utterance, *, interrupted: bool, cleared: bool) -> Spoken:
        return Spoken(
            text=heard_text(utterance) if interrupted else utterance.text,
            intended_text=utterance.text,
            interrupted=interrupted,
            cleared=cleared,
            node_id=utterance.segments[-1].node_id if utterance.segments else "",
            began_at=self._began_at,
            ended_at=min(self._clock.monotonic(), self._head.ends_at),
            audible=bool(utterance.pieces) or utterance.heard > 0,
            meant_text=utterance.meant,
            meant_heard=heard_meaning(utterance) if interrupted else utterance.meant or utterance.text,
        )
