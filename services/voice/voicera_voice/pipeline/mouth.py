"""Plays what the agent says to the caller and stops when interrupted."""

from voicera_kit.clock import Clock
from voicera_voice.dialogue.interface import HangUp, TransferTo
from voicera_voice.pipeline.chronicle import Chronicle
from voicera_voice.pipeline.floor import Floor, FloorState
from voicera_voice.pipeline.frames import BargeIn, GuardLifted, UtteranceOver, UtteranceReady
from voicera_voice.pipeline.latency import Stopwatch
from voicera_voice.pipeline.pipecat import Frame, FrameDirection
from voicera_voice.pipeline.stage import Stage
from voicera_voice.pipeline.timer import Spawn
from voicera_voice.playback.player import Player
from voicera_voice.playback.seam import Spoken


class Mouth(Stage):
    """The player's listener, and the last stage."""

    def __init__(
        self,
        floor: Floor,
        chronicle: Chronicle,
        stopwatch: Stopwatch,
        clock: Clock,
        spawn: Spawn,
    ) -> None:
        super().__init__()
        self._floor = floor
        self._chronicle = chronicle
        self._stopwatch = stopwatch
        self._call_clock = clock
        self._spawn = spawn
        self._player: Player | None = None
        self._then: HangUp | TransferTo | None = None
        self._speech_began_at = 0.0

    def plays_through(self, player: Player) -> None:
        """Say which player listens here; they know each other."""
        self._player = player

    async def take(self, frame: Frame) -> bool:
        if self._player is None:
            return False
        match frame:
            case UtteranceReady():
                self._then = frame.then
                self._player.end_utterance()
                return True
            case BargeIn():
                self._speech_began_at = frame.speech_began_at
                self._then = None
                self._player.interrupt()
                return True
        return False

    def on_first_audio_sent(self, sequence: int) -> None:
        self._stopwatch.audio_sent(sequence)
        self._floor.enter(FloorState.SPEAKING)

    def on_guard_lifted(self) -> None:
        self._floor.guarded = False
        self._spawn(self.push_frame(GuardLifted(), FrameDirection.UPSTREAM))

    def on_spoken(self, spoken: Spoken) -> None:
        if spoken.cleared and self._speech_began_at:
            self._chronicle.barged_in(self._speech_began_at, self._call_clock.monotonic())
        self._speech_began_at = 0.0
        then, self._then = self._then, None
        over = UtteranceOver(spoken, None if spoken.interrupted else then)
        self._spawn(self.push_frame(over, FrameDirection.UPSTREAM))
