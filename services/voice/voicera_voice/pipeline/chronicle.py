"""Writes what is said and decided in a call into its journal."""

from collections.abc import Callable

from voicera.media.v1 import call_event_pb2 as events
from voicera_voice.dialogue.interface import EnterNode, SetVariable, ToolCalled
from voicera_voice.pipeline.frames import TurnTranscribed
from voicera_voice.playback.seam import Spoken
from voicera_voice.recording.journal import Journal


class Chronicle:
    def __init__(self, journal: Journal, spoken_language: Callable[[], str]) -> None:
        self._journal = journal
        self._spoken_language = spoken_language
        self._turns = 0

    @property
    def turns(self) -> int:
        """Turns of the caller so far."""
        return self._turns

    def entered(self, node: EnterNode) -> None:
        self._journal.note(node_entered=events.NodeEntered(node_id=node.node_id, title=node.title))

    def caller_said(self, turn: TurnTranscribed, intent: str) -> None:
        self._turns += 1
        said = events.CallerSaid(
            text=turn.text,
            confidence=turn.confidence,
            start_ms=self._journal.timeline.ms(turn.began_at),
            end_ms=self._journal.timeline.ms(turn.ended_at),
            turn=self._turns,
            intent=intent,
            translated_text=turn.translated,
            language=turn.language or self._spoken_language(),
        )
        self._journal.note(caller_said=said)

    def agent_said(self, spoken: Spoken) -> None:
        if not spoken.audible:
            return
        said = events.AgentSaid(
            text=spoken.text,
            intended_text=spoken.intended_text,
            interrupted=spoken.interrupted,
            start_ms=self._journal.timeline.ms(spoken.began_at),
            end_ms=self._journal.timeline.ms(spoken.ended_at),
            node_id=spoken.node_id,
            original_text=spoken.meant_text,
            language=self._spoken_language(),
        )
        self._journal.note(agent_said=said)

    def variable_set(self, variable: SetVariable) -> None:
        self._journal.note(variable_set=events.VariableSet(name=variable.name, value=variable.value))

    def tool_called(self, call: ToolCalled) -> None:
        called = events.ToolCalled(
            name=call.name, arguments_json=call.arguments_json, result_json=call.result_json
        )
        self._journal.note(tool_called=called)

    def key_pressed(self, digit: str) -> None:
        self._journal.note(key_pressed=events.KeyPressed(digit=digit))

    def prompted(self, count: int) -> None:
        self._journal.note(silence_prompted=events.SilencePrompted(count=count))

    def whispered(self, user_id: str, text: str, *, say: bool) -> None:
        self._journal.note(operator_whispered=events.OperatorWhispered(user_id=user_id, text=text, say=say))

    def operator_took_over(self, user_id: str) -> None:
        self._journal.note(operator_took_over=events.OperatorTookOver(user_id=user_id))

    def operator_handed_back(self, user_id: str) -> None:
        self._journal.note(operator_handed_back=events.OperatorHandedBack(user_id=user_id))

    def barged_in(self, speech_began_at: float, silent_at: float) -> None:
        barged = events.BargedIn(
            speech_start_ms=self._journal.timeline.ms(speech_began_at),
            silent_after_ms=(silent_at - speech_began_at) * 1000,
        )
        self._journal.note(barged_in=barged)
