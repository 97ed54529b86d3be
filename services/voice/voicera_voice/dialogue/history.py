"""Remembers a prompt node's conversation with its model, as the caller heard it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voicera_voice.dialogue.interface import ModelMessage, ModelToolCall
from voicera_voice.dialogue.moves import Piece

_MOST = 400
_OVERHEARD = (
    "[Somebody of your team took the call over and has talked with the caller. You did not hear them. What the caller"
    " said to them: {texts}. Now you go on.]"
)


@dataclass(slots=True)
class Answer:
    """One answer of the model. Its pieces shrink when the caller interrupts."""

    pieces: list[Piece] = field(default_factory=list)
    calls: tuple[ModelToolCall, ...] = ()

    def message(self) -> ModelMessage:
        text = " ".join(piece.text for piece in self.pieces if piece.text)
        return ModelMessage("assistant", text, tool_calls=self.calls)


class History:
    def __init__(self) -> None:
        self._entries: list[ModelMessage | Answer] = []
        self.last_heard = ""

    def hear(self, text: str) -> None:
        self.last_heard = text
        self._entries.append(ModelMessage("user", text))
        self._forget()

    def overhear(self, texts: Sequence[str]) -> None:
        """Note what the caller said to an operator."""
        said = " / ".join(texts) or "nothing"
        self._entries.append(ModelMessage("user", _OVERHEARD.format(texts=said)))
        self._forget()

    def answer(self) -> Answer:
        """Begin an answer."""
        answer = Answer()
        self._entries.append(answer)
        return answer

    def add_result(self, call: ModelToolCall, result_json: str) -> None:
        self._entries.append(ModelMessage("tool", result_json, tool_call_id=call.id))

    def messages(self) -> list[ModelMessage]:
        """Return what was said, without answers nobody heard."""
        messages = [entry.message() if isinstance(entry, Answer) else entry for entry in self._entries]
        return [message for message in messages if message.text or message.tool_calls]

    def _forget(self) -> None:
        """Drop the oldest turns of a very long call, whole turns at a time."""
        while len(self._entries) > _MOST:
            turns = [i for i, entry in enumerate(self._entries) if _is_turn(entry)]
            self._entries = self._entries[turns[0] or turns[1] :]


def _is_turn(entry: ModelMessage | Answer) -> bool:
    return isinstance(entry, ModelMessage) and entry.role == "user"
