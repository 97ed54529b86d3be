"""Turns events into the lines of a transcript."""

from collections.abc import Iterable

from voicera.media.v1.call_event_pb2 import AgentSaid, CallerSaid, CallEvent
from voicera_media.transcript.model import Act, Line, Speaker


def lines_of(events: Iterable[CallEvent]) -> list[Line]:
    """Return the lines by their start; keys pressed in a row are one of the caller's, as is what was not understood."""
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
            case _:
                if act := _act_line(event):
                    self._lines.append(act)

    def finished(self) -> list[Line]:
        self._end_row()
        return self._lines

    def _say(self, line: Line) -> None:
        self._end_row()
        if line.text or line.speaker is Speaker.CALLER:
            self._lines.append(line)

    def _end_row(self) -> None:
        if not self._keys:
            return
        digits = "".join(each.key_pressed.digit for each in self._keys)
        start_ms, end_ms = self._keys[0].offset_ms, self._keys[-1].offset_ms
        self._lines.append(Line(Speaker.CALLER, f"[keys: {digits}]", start_ms, end_ms))
        self._keys = []


def _caller_line(said: CallerSaid) -> Line:
    return Line(
        speaker=Speaker.CALLER,
        text=said.text,
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        translation=said.translated_text,
        language=said.language,
    )


def _agent_line(said: AgentSaid) -> Line:
    return Line(
        speaker=Speaker.AGENT,
        text=said.text,
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        is_interrupted=said.interrupted,
        translation=said.original_text,
        language=said.language,
    )


def _act_line(event: CallEvent) -> Line | None:
    match event.WhichOneof("event"):
        case "operator_took_over":
            return _acted(event, Act.TOOK_OVER, event.operator_took_over.user_id)
        case "operator_handed_back":
            return _acted(event, Act.HANDED_BACK, event.operator_handed_back.user_id)
        case "operator_whispered":
            whisper = event.operator_whispered
            act = Act.LET_SAY if whisper.say else Act.INSTRUCTED
            return _acted(event, act, whisper.user_id, whisper.text)
        case "transfer_started":
            transfer = event.transfer_started
            speaker = Speaker.OPERATOR if transfer.user_id else Speaker.AGENT
            return _acted(event, Act.TRANSFERRED, transfer.user_id, transfer.to, speaker)
        case _:
            return None


def _acted(
    event: CallEvent, act: Act, user_id: str, text: str = "", speaker: Speaker = Speaker.OPERATOR
) -> Line:
    return Line(speaker, text, event.offset_ms, event.offset_ms, act=act, user_id=user_id)
