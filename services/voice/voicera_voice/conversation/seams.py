"""What a call needs from its process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from voicera_kit.clock import Clock
from voicera_voice.audio.silero import SpeechScorer
from voicera_voice.audio.smart_turn import EndOfTurnJudge
from voicera_voice.conversation.model import CallStart, Outcome
from voicera_voice.dialogue.interface import Dialogue, LanguageModel
from voicera_voice.providers.interface import Providers
from voicera_voice.recording.archive import ArchiveStream
from voicera_voice.settings import VoiceSettings

MakeDialogue = Callable[[CallStart, LanguageModel | None], Dialogue]
MakeScorer = Callable[[int], SpeechScorer]
"""Takes the sample rate."""


class CallRecords(Protocol):
    """The archive's side of a call."""

    async def open_archive(self, organization_id: str) -> ArchiveStream: ...

    async def end_call(self, organization_id: str, call_id: str, outcome: Outcome) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The parts of the process every call shares."""

    settings: VoiceSettings
    clock: Clock
    records: CallRecords
    providers: Callable[[str], Providers]
    """Takes the organization."""
    make_dialogue: MakeDialogue
    make_scorer: MakeScorer
    judge: EndOfTurnJudge
