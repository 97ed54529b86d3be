"""What every node of one conversation shares."""

from collections.abc import Iterator, Mapping

from voicera.agents.v1 import spec_pb2
from voicera_voice.dialogue.facts import CallFacts
from voicera_voice.dialogue.interface import LanguageModel
from voicera_voice.dialogue.lexicon import lexicon_for
from voicera_voice.dialogue.memory import Memory
from voicera_voice.dialogue.moves import Piece
from voicera_voice.dialogue.phrasebook import phrasebook_for
from voicera_voice.speech.normalize import speakable
from voicera_voice.speech.sentences import split


class Context:
    def __init__(
        self,
        spec: spec_pb2.AgentSpec,
        variables: Mapping[str, str],
        model: LanguageModel | None,
        call: CallFacts,
    ) -> None:
        self.spec = spec
        self.model = model
        self.memory = Memory(spec, variables, call)
        self.lexicon = lexicon_for(spec.language)
        self.phrases = phrasebook_for(spec.language)
        self.last_heard = ""
        """The caller's last words, for a model that takes the conversation over."""
        self._said: list[Piece] = []

    def caller_said(self, text: str) -> None:
        self.last_heard = text
        self._said = []

    def take_said(self) -> list[Piece]:
        """Return what the agent said since the caller's last words, once."""
        said, self._said = self._said, []
        return said

    def say(self, template: str, node_id: str, *, interruptible: bool = True) -> Iterator[Piece]:
        """Yield the filled template in pieces, which a model that takes the conversation over will know of."""
        for piece in self.pieces_of(template, node_id, interruptible=interruptible):
            self._said.append(piece)
            yield piece

    def pieces_of(self, template: str, node_id: str, *, interruptible: bool) -> Iterator[Piece]:
        for sentence in split(self.memory.fill_spoken(template)):
            text = speakable(sentence)
            if text:
                yield Piece(text, node_id, interruptible)
