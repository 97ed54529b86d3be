"""Turns events into the lines of a transcript."""

from collections.abc import Iterable

from voicera.media.v1.call_event_pb2 import AgentSaid, CallerSaid, CallEvent
from voicera_media.transcript.model import Line


def lines_of(events: Iterable[CallEvent]) -> list[Line]:
    """Return the lines by their start; keys pressed in a row are one of the caller's."""
    writer = _Writer()
    for event in events:
        writer.add(event)
    return sorted(writer.finished(), key=lambda line: line.start_ms)


class _Writer:
    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._keys: list[CallEvent] = []

    def add(self, event: CallEvent) -> None:
        match event.WhichOneof("event"):
            case "caller_said":
                self._say(_caller_line(event.caller_said))
            case "agent_said":
                self._say(_agent_line(event.agent_said))
            case "key_pressed":
                self._keys.append(event)

    def finished(self) -> list[Line]:
        self._end_row()
        return self._lines

    def _say(self, line: Line) -> None:
        self._end_row()
        if line.text:
            self._lines.append(line)

    def _end_row(self) -> None:
        if not self._keys:
            return
        digits = "".join(each.key_pressed.digit for each in self._keys)
        start_ms, end_ms = self._keys[0].offset_ms, self._keys[-1].offset_ms
        self._lines.append(Line(is_caller=True, text=f"[keys: {digits}]", start_ms=start_ms, end_ms=end_ms))
        self._keys = []


def _caller_line(said: CallerSaid) -> Line:
    return Line(
        is_caller=True,
        text=said.text,
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        translation=said.translated_text,
        language=said.language,
    )


def _agent_line(said: AgentSaid) -> Line:
    return Line(
        is_caller=False,
        text=said.text,
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        is_interrupted=said.interrupted,
        translation=said.original_text,
        language=said.language,
    )
