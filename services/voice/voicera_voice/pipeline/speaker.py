"""Has the agent's sentences spoken, the next one while the present one plays."""

from voicera_voice.pipeline.frames import BargeIn, SentenceReady
from voicera_voice.pipeline.latency import Stopwatch
from voicera_voice.pipeline.pipecat import Frame
from voicera_voice.pipeline.stage import Stage
from voicera_voice.playback.player import Player
from voicera_voice.playback.utterance import WordStart
from voicera_voice.providers.interface import SegmentAudio
from voicera_voice.providers.speech import Speech


class Speaker(Stage):
    def __init__(self, speech: Speech, player: Player, stopwatch: Stopwatch) -> None:
        super().__init__()
        self._speech = speech
        self._player = player
        self._stopwatch = stopwatch
        self._segment_id = 0

    async def take(self, frame: Frame) -> bool:
        match frame:
            case SentenceReady():
                self._segment_id += 1
                self._player.add_segment(
                    self._segment_id,
                    frame.text,
                    frame.node_id,
                    interruptible=frame.interruptible_speech,
                    meant=frame.meant,
                )
                self._speech.speak(self._segment_id, frame.text)
                return True
            case BargeIn():
                self._speech.cancel()
        return False

    def audio_came(self, piece: SegmentAudio) -> None:
        self._stopwatch.audio_came(piece.processing_ms)
        self._player.add_audio(piece.segment_id, piece.audio, piece.words)

    def segment_ended(self, segment_id: int, words: tuple[WordStart, ...]) -> None:
        self._player.end_segment(segment_id, words)

    def segment_restarted(self, segment_id: int) -> str:
        """Return what is left to say."""
        return self._player.restart_segment(segment_id)
