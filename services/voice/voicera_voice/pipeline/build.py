"""Wires one call's pipeline: ear, turn taker, transcriber, responder, speaker, mouth."""

from dataclasses import dataclass
from typing import Protocol

from voicera_kit.clock import Clock
from voicera_voice.audio.format import AudioFormat
from voicera_voice.audio.silero import SpeechScorer
from voicera_voice.audio.smart_turn import EndOfTurnJudge
from voicera_voice.audio.voice_activity import VoiceActivity
from voicera_voice.dialogue.interface import Dialogue
from voicera_voice.languages.interpreter import Interpreter
from voicera_voice.pipeline.bridge import Bridge
from voicera_voice.pipeline.chronicle import Chronicle
from voicera_voice.pipeline.ear import Ear, RecentSpeech
from voicera_voice.pipeline.floor import Floor
from voicera_voice.pipeline.latency import Stopwatch
from voicera_voice.pipeline.mouth import Mouth
from voicera_voice.pipeline.patience import Patience
from voicera_voice.pipeline.pipecat import Pipeline, PipelineParams, PipelineWorker
from voicera_voice.pipeline.policies import CallPolicy
from voicera_voice.pipeline.responder import Conclusion, Responder
from voicera_voice.pipeline.speaker import Speaker
from voicera_voice.pipeline.timer import Spawn
from voicera_voice.pipeline.transcriber import InterimFront, Transcriber
from voicera_voice.pipeline.turn_taker import FinishedJudge, TurnTaker
from voicera_voice.playback.player import Player
from voicera_voice.playback.seam import AudioFront
from voicera_voice.providers.recognition import Recognition
from voicera_voice.providers.speech import Speech
from voicera_voice.recording.journal import Journal
from voicera_voice.recording.tracks import Recorder

_PRE_SPEECH_S = 0.5
_BETWEEN_TRANSCRIPTS_S = 1.0


class PipelineFront(AudioFront, InterimFront, Protocol):
    """What a pipeline sends to the caller's side."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the stages of one call share."""

    clock: Clock
    spawn: Spawn
    policy: CallPolicy
    floor: Floor
    journal: Journal
    tracks: Recorder
    recognition: Recognition
    speech: Speech
    dialogue: Dialogue
    interpreter: Interpreter
    transcript_timeout_s: float


@dataclass(frozen=True, slots=True)
class Stages:
    ear: Ear
    turn_taker: TurnTaker
    transcriber: Transcriber
    responder: Responder
    speaker: Speaker
    mouth: Mouth
    player: Player
    stopwatch: Stopwatch
    chronicle: Chronicle

    def note_end(self) -> None:
        """The call is over: note what was heard of the last words of both sides."""
        self.responder.wind_up()
        if (spoken := self.player.abandon()) is not None:
            self.chronicle.agent_said(spoken)

    def worker(self, sample_rate_hz: int) -> PipelineWorker:
        line = (self.ear, self.turn_taker, self.transcriber, self.responder, self.speaker, self.mouth)
        return PipelineWorker(
            Pipeline(list(line)),
            params=PipelineParams(audio_in_sample_rate=sample_rate_hz, audio_out_sample_rate=sample_rate_hz),
            enable_rtvi=False,
            enable_turn_tracking=False,
            idle_timeout_secs=None,
            check_dangling_tasks=False,
        )


class _RecentJudge:
    """Judges this call's last seconds."""

    def __init__(self, judge: EndOfTurnJudge, recent: RecentSpeech, sample_rate_hz: int) -> None:
        self._judge = judge
        self._recent = recent
        self._rate = sample_rate_hz

    async def is_finished(self, speech_s: float) -> bool:
        samples = int((speech_s + _PRE_SPEECH_S) * self._rate)
        return await self._judge.is_finished(self._recent.since(samples), self._rate)


def build_stages(
    parts: Parts,
    front: PipelineFront,
    conclusion: Conclusion,
    caller: AudioFormat,
    agent: AudioFormat,
    scorer: SpeechScorer,
    judge: EndOfTurnJudge,
) -> Stages:
    clock, spawn, turns = parts.clock, parts.spawn, parts.policy.turns
    rate = caller.sample_rate_hz
    chronicle = Chronicle(parts.journal, lambda: parts.interpreter.language)
    stopwatch = Stopwatch(parts.journal, clock)
    recent = RecentSpeech(rate) if turns.judged else None
    finished: FinishedJudge | None = _RecentJudge(judge, recent, rate) if recent else None
    activity = VoiceActivity(scorer, rate, turns.speech_start_ms, turns.stop_ms)
    mouth = Mouth(parts.floor, chronicle, stopwatch, clock, spawn)
    player = Player(front, parts.tracks, mouth, agent, clock)
    mouth.plays_through(player)
    patience = Patience(parts.policy, clock, spawn)
    timeout_s = parts.transcript_timeout_s * 2 + _BETWEEN_TRANSCRIPTS_S
    return Stages(
        ear=Ear(caller, activity, parts.recognition, parts.tracks, clock, recent),
        turn_taker=TurnTaker(parts.floor, turns, clock, spawn, finished),
        transcriber=Transcriber(
            parts.recognition,
            front,
            clock,
            spawn,
            timeout_s=timeout_s,
            late_after_s=parts.policy.bridge_after_s,
        ),
        responder=Responder(
            parts.dialogue,
            parts.floor,
            chronicle,
            stopwatch,
            patience,
            conclusion,
            parts.interpreter,
            Bridge(parts.dialogue, stopwatch, clock, parts.policy.bridge_after_s),
            clock,
        ),
        speaker=Speaker(parts.speech, player, stopwatch),
        mouth=mouth,
        player=player,
        stopwatch=stopwatch,
        chronicle=chronicle,
    )
