"""Measures how fast the agent answers and how fast it falls silent when interrupted."""

from dataclasses import dataclass, field

from vobiz_sim.line.ear import Ear, Span

_TALKING_OVER = 100 * 8
_STOPPED = 300 * 8


@dataclass(slots=True)
class Saying:
    """Something the caller said; positions of its audible part in samples."""

    span: Span
    text: str
    begun: bool = False


@dataclass(slots=True)
class Interruption:
    """The caller spoke while the agent was audible; times in ms from the caller's first audible sample."""

    at: int
    stop_ms: float | None = None
    clear_ms: float | None = None


@dataclass(slots=True)
class Turns:
    gaps_ms: list[float] = field(default_factory=list)
    digit_gaps_ms: list[float] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)
    sayings: list[Saying] = field(default_factory=list)
    talked_over: int = 0
    _speaking: Saying | None = None
    _answer_to: int | None = None
    _answers: list[float] = field(default_factory=list)
    _open: Interruption | None = None

    def caller_says(self, span: Span, text: str) -> None:
        self._speaking = Saying(span, text)
        self.sayings.append(self._speaking)
        self._answer_to = None

    def caller_pressed(self, position: int) -> None:
        self._answer_to, self._answers = position, self.digit_gaps_ms

    def cut(self, position: int) -> None:
        """The caller broke off."""
        if self._speaking is not None:
            self._speaking.span.end = max(self._speaking.span.start, min(self._speaking.span.end, position))

    def cleared(self, position: int) -> None:
        """The product asked for silence."""
        if self._open is not None and self._open.clear_ms is None:
            self._open.clear_ms = max(0, position - self._open.at) / 8

    def tick(self, position: int, ear: Ear, heard: Span | None) -> None:
        """Runs after the frame that ends at `position` was said and heard."""
        if self._speaking is not None:
            self._follow(self._speaking, position, ear)
        if self._answer_to is not None and heard is not None and heard.end > self._answer_to:
            self._answers.append((max(heard.start, self._answer_to) - self._answer_to) / 8)
            self._answer_to = None
        if self._open is not None and position - ear.last_heard >= _STOPPED:
            self._open.stop_ms = max(0, ear.last_heard - self._open.at) / 8
            self._open = None

    def _follow(self, saying: Saying, position: int, ear: Ear) -> None:
        if not saying.begun and position > saying.span.start:
            saying.begun = True
            if _talking(ear, saying.span.start) and self._open is None:
                self._open = Interruption(saying.span.start)
                self.interruptions.append(self._open)
        if position >= saying.span.end:
            self._speaking = None
            self._await_answer(saying.span.end, ear)

    def _await_answer(self, end: int, ear: Ear) -> None:
        if _talking(ear, end):
            self.talked_over += 1
        else:
            self._answer_to, self._answers = end, self.gaps_ms


def _talking(ear: Ear, position: int) -> bool:
    return ear.last_heard >= 0 and position - ear.last_heard < _TALKING_OVER
