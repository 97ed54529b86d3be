"""What travels through a call's pipeline. Times are monotonic seconds."""

from dataclasses import dataclass, field

from voicera_voice.dialogue.interface import Expectation, HangUp, TransferTo
from voicera_voice.pipeline.pipecat import DataFrame, InterruptionFrame, SystemFrame
from voicera_voice.playback.seam import Spoken


@dataclass
class BargeIn(InterruptionFrame):
    """Silences the agent. `speech_began_at` is 0 if it is not the caller's voice that does."""

    speech_began_at: float = 0.0


@dataclass
class GuardLifted(SystemFrame):
    """Upstream: the sentence that had to be heard was heard."""


@dataclass
class CallerStarted(SystemFrame):
    """The caller speaks."""

    began_at: float


@dataclass
class CallerStopped(SystemFrame):
    """The caller paused; the transcript of this utterance was asked for."""

    utterance: int
    ended_at: float


@dataclass
class KeyArrived(SystemFrame):
    digit: str


@dataclass
class TurnEnded(SystemFrame):
    """The caller's turn is over; it consists of these utterances."""

    utterances: tuple[int, ...]
    began_at: float
    ended_at: float
    decided_at: float
    waited_ms: float


@dataclass
class TurnLate(SystemFrame):
    """The transcript of the turn takes longer than the caller should wait in silence."""


@dataclass
class TurnTranscribed(SystemFrame):
    """What the caller said in one turn."""

    text: str
    confidence: float | None
    began_at: float
    ended_at: float
    decided_at: float
    waited_ms: float
    transcribed_at: float
    processing_ms: float
    language: str = ""
    """As the recognizer named it, then as it was understood; BCP-47."""
    translated: str = ""
    """In the language the agent thinks in, if that is another one."""


@dataclass
class Stimulus(DataFrame):
    """Something for the dialogue to answer; carried out frame by frame, dropped by an interruption."""

    kind: str
    turn: TurnTranscribed | None = None
    held: bool = False
    """The turn had to wait until the agent had finished speaking."""
    digit: str = ""
    text: str = ""
    """What an operator has the agent say."""


@dataclass
class FinalStimulus(Stimulus):
    """The dialogue's last word; nothing interrupts it."""

    interruptible: bool = field(default=False, init=False)


@dataclass
class SentenceReady(DataFrame):
    """A sentence for the caller."""

    text: str
    node_id: str
    interruptible_speech: bool
    meant: str = ""
    """What the text translates; empty if it is spoken as it was meant."""


@dataclass
class UtteranceReady(DataFrame):
    """Everything was said that belongs together; `then` follows once it was played."""

    then: HangUp | TransferTo | None = None


@dataclass
class UtteranceOver(SystemFrame):
    """Upstream: the agent's utterance was played to its end, or cut off; if `then` is given, the call ends with it."""

    spoken: Spoken
    then: HangUp | TransferTo | None = None


@dataclass
class ExpectationChanged(SystemFrame):
    """Upstream: what the caller may say next."""

    expectation: Expectation
