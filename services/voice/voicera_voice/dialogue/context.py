"""What every node of one conversation shares."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping

from voicera.agents.v1 import spec_pb2
from voicera_voice.dialogue.facts import CallFacts
from voicera_voice.dialogue.interface import LanguageModel, Wording
from voicera_voice.dialogue.lexicon import Lexicon, lexicon_for
from voicera_voice.dialogue.memory import Memory
from voicera_voice.dialogue.moves import Piece
from voicera_voice.dialogue.phrasebook import Phrasebook, has_phrases, phrasebook_for
from voicera_voice.dialogue.template import slots
from voicera_voice.dialogue.tongue import Tongue
from voicera_voice.speech.normalize import speakable
from voicera_voice.speech.sentences import split

_MOST_WHISPERS = 20


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
        self.tongue = Tongue(spec)
        self.memory = Memory(spec, variables, call, self.tongue.written)
        self.last_heard = ""
        """The caller's last words, for a model that takes the conversation over."""
        self.whispers: deque[str] = deque(maxlen=_MOST_WHISPERS)
        """What operators want a model to follow."""
        self._said: list[Piece] = []

    @property
    def lexicon(self) -> Lexicon:
        return lexicon_for(self.tongue.thought)

    def caller_said(self, text: str) -> None:
        self.last_heard = text
        self._said = []

    def take_said(self) -> list[Piece]:
        """Return what the agent said since the caller's last words, once."""
        said, self._said = self._said, []
        return said

    def say(self, template: str, node_id: str, *, interruptible: bool = True) -> Iterator[Piece]:
        """Yield the filled template in pieces, which a model that takes the conversation over will know of."""
        return self._noted(self._filled(template, node_id, interruptible=interruptible))

    def say_words(self, text: str, node_id: str) -> Iterator[Piece]:
        """Yield a text that is no template, in pieces."""
        return self._noted(_pieces(text, node_id, Wording.FREE, interruptible=True))

    def say_phrase(
        self, choose: Callable[[Phrasebook], str], node_id: str, *, interruptible: bool = True
    ) -> Iterator[Piece]:
        """Yield a phrase of ours in pieces: in the caller's language if we have it, else in that of the thoughts."""
        return self._noted(self._phrase(choose, node_id, interruptible=interruptible))

    def bridge(self, template: str, node_id: str) -> Iterator[Piece]:
        """Yield the filled template, or our phrase if it is empty, in pieces no model needs to know of."""
        if template:
            return self._filled(template, node_id, interruptible=True)
        return self._phrase(lambda phrases: phrases.one_moment, node_id, interruptible=True)

    def _noted(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            self._said.append(piece)
            yield piece

    def _filled(self, template: str, node_id: str, *, interruptible: bool) -> Iterator[Piece]:
        wording = Wording.FREE if slots(template) else Wording.FIXED
        text = self.memory.fill_spoken(template)
        return _pieces(text, node_id, wording, interruptible=interruptible)

    def _phrase(
        self, choose: Callable[[Phrasebook], str], node_id: str, *, interruptible: bool
    ) -> Iterator[Piece]:
        tongue = self.tongue
        language, wording = tongue.thought, Wording.FIXED
        if tongue.is_translated and has_phrases(tongue.spoken):
            language, wording = tongue.spoken, Wording.SPOKEN
        text = choose(phrasebook_for(language))
        return _pieces(text, node_id, wording, interruptible=interruptible)


def _pieces(text: str, node_id: str, wording: Wording, *, interruptible: bool) -> Iterator[Piece]:
    for sentence in split(text):
        if spoken := speakable(sentence):
            yield Piece(spoken, node_id, interruptible, wording)
