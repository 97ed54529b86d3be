"""Puts the recognizer's transcripts together into what the caller said in one turn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from voicera_kit.clock import Clock
from voicera_voice.pipeline.frames import (
    CallerStarted,
    ExpectationChanged,
    TurnEnded,
    TurnLate,
    TurnTranscribed,
)
from voicera_voice.pipeline.pipecat import Frame
from voicera_voice.pipeline.stage import Stage
from voicera_voice.pipeline.timer import Spawn, Timer
from voicera_voice.providers.interface import Transcript
from voicera_voice.providers.recognition import Recognition


class InterimFront(Protocol):
    def send_interim(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Final:
    transcript: Transcript
    at: float


class Transcriber(Stage):
    """A turn that the caller takes up again before it was passed on becomes part of the next one."""

    def __init__(
        self,
        recognition: Recognition,
        front: InterimFront,
        clock: Clock,
        spawn: Spawn,
        *,
        timeout_s: float,
        late_after_s: float,
    ) -> None:
        """`late_after_s` 0 never calls a turn late."""
        super().__init__()
        self._recognition = recognition
        self._front = front
        self._call_clock = clock
        self._timeout_s = timeout_s
        self._late_after_s = late_after_s
        self._finals: dict[int, _Final] = {}
        self._spontaneous: list[Transcript] = []
        self._ended: TurnEnded | None = None
        self._carried: TurnEnded | None = None
        self._patience = Timer(clock, spawn, self._pass_on)
        self._late = Timer(clock, spawn, self._tell_late)

    async def transcribed(self, transcript: Transcript) -> None:
        """Take what the recognizer understood."""
        if not transcript.final:
            self._front.send_interim(_text_of((*self._spontaneous, transcript)))
        elif not transcript.utterance:
            self._spontaneous.append(transcript)
        else:
            parts = (*self._spontaneous, transcript)
            self._spontaneous = []
            whole = replace(transcript, text=_text_of(parts), language=_language_of(parts))
            self._front.send_interim(whole.text)
            self._finals[transcript.utterance] = _Final(whole, self._call_clock.monotonic())
            await self._pass_on_if_complete()

    def heard_again(self) -> None:
        """What came unasked since the last final will come again."""
        self._spontaneous = []

    async def take(self, frame: Frame) -> bool:
        match frame:
            case CallerStarted():
                self._carry()
            case TurnEnded():
                self._ended = self._joined_with_carried(frame)
                self._patience.start(self._timeout_s)
                if self._late_after_s:
                    self._late.start(self._late_after_s)
                await self._pass_on_if_complete()
                return True
            case ExpectationChanged():
                self._recognition.expect(frame.expectation)
                return True
        return False

    def _carry(self) -> None:
        if self._ended is not None:
            self._carried, self._ended = self._ended, None
            self._patience.stop()
            self._late.stop()

    def _joined_with_carried(self, turn: TurnEnded) -> TurnEnded:
        carried, self._carried = self._carried, None
        if carried is None:
            return turn
        utterances = carried.utterances + turn.utterances
        return TurnEnded(utterances, carried.began_at, turn.ended_at, turn.decided_at, turn.waited_ms)

    async def _pass_on_if_complete(self) -> None:
        if self._ended and all(number in self._finals for number in self._ended.utterances):
            self._patience.stop()
            await self._pass_on()

    async def _tell_late(self) -> None:
        await self.push_frame(TurnLate())

    async def _pass_on(self) -> None:
        """Pass the turn on with the transcripts that came; a recognizer that failed leaves gaps."""
        turn, self._ended = self._ended, None
        self._late.stop()
        if turn is None:
            return
        finals = [self._finals.pop(number) for number in turn.utterances if number in self._finals]
        self._finals = {
            number: final for number, final in self._finals.items() if number > turn.utterances[-1]
        }
        await self.push_frame(_transcribed(turn, finals, self._call_clock.monotonic()))


def _transcribed(turn: TurnEnded, finals: list[_Final], now: float) -> TurnTranscribed:
    confidences = [each.transcript.confidence for each in finals if each.transcript.confidence is not None]
    return TurnTranscribed(
        text=_text_of(each.transcript for each in finals),
        confidence=min(confidences) if confidences else None,
        began_at=turn.began_at,
        ended_at=turn.ended_at,
        decided_at=turn.decided_at,
        waited_ms=turn.waited_ms,
        transcribed_at=finals[-1].at if finals else now,
        processing_ms=finals[-1].transcript.processing_ms if finals else 0.0,
        language=_language_of(each.transcript for each in finals),
    )


def _text_of(transcripts: Iterable[Transcript]) -> str:
    return " ".join(each.text for each in transcripts if each.text).strip()


def _language_of(transcripts: Iterable[Transcript]) -> str:
    """Return the language of most letters; empty if the recognizer named none."""
    letters: Counter[str] = Counter()
    for each in transcripts:
        if each.language:
            letters[each.language] += len(each.text)
    return letters.most_common(1)[0][0] if letters else ""
