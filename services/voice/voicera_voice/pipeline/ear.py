"""Takes the caller's audio: finds speech in it and gives it to the recognizer and the recording."""

from collections import deque

import numpy as np

from voicera_kit.clock import Clock
from voicera_voice.audio.format import AudioFormat, Samples
from voicera_voice.audio.smart_turn import HEARD_S
from voicera_voice.audio.voice_activity import Edge, SpeechEdge, VoiceActivity
from voicera_voice.pipeline.frames import CallerStarted, CallerStopped, KeyArrived
from voicera_voice.pipeline.stage import Stage
from voicera_voice.providers.recognition import Recognition
from voicera_voice.recording.tracks import Recorder

BLOCK_MS = 100
_FRAMES_LATE_S = 0.3


class RecentSpeech:
    """Keeps the last seconds of audio for the judge of finished sentences."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._frames: deque[Samples] = deque()
        self._held = 0
        self._limit = HEARD_S * sample_rate_hz

    def add(self, samples: Samples) -> None:
        self._frames.append(samples)
        self._held += len(samples)
        while self._held - len(self._frames[0]) >= self._limit:
            self._held -= len(self._frames.popleft())

    def since(self, samples: int) -> Samples:
        """Return the last `samples` samples, or what is kept of them."""
        return np.concatenate(self._frames)[-samples:] if self._frames else np.zeros(0, np.int16)


class Ear(Stage):
    """Audio ends here: only what it means travels on."""

    def __init__(
        self,
        form: AudioFormat,
        activity: VoiceActivity,
        recognition: Recognition,
        tracks: Recorder,
        clock: Clock,
        recent: RecentSpeech | None = None,
    ) -> None:
        super().__init__()
        self._format = form
        self._activity = activity
        self._recognition = recognition
        self._tracks = tracks
        self._call_clock = clock
        self._recent = recent
        self._block = bytearray()
        self._block_bytes = form.bytes_for_ms(BLOCK_MS)
        self._utterance = 0
        self._heard_at = clock.monotonic()

    async def hear(self, audio: bytes) -> None:
        """Take a frame in the caller's format."""
        now = self._call_clock.monotonic()
        self._heard_at = now
        self._tracks.hear(audio, now)
        await self._listen(audio, now)

    async def press(self, digit: str) -> None:
        await self.push_frame(KeyArrived(digit))

    async def tick(self) -> None:
        """A caller whose frames stop coming in the middle of a word has stopped speaking."""
        now = self._call_clock.monotonic()
        if self._activity.speaking and now - self._heard_at > _FRAMES_LATE_S:
            await self._listen(self._format.silence(self._format.samples_for_ms(BLOCK_MS)), now)

    async def _listen(self, audio: bytes, now: float) -> None:
        samples = self._format.to_samples(audio)
        if self._recent is not None:
            self._recent.add(samples)
        self._block += audio
        for edge in self._activity.hear(samples):
            await self._mark(edge, now)
        if len(self._block) >= self._block_bytes:
            self._flush()

    async def _mark(self, edge: SpeechEdge, now: float) -> None:
        at = now - (self._activity.heard - edge.sample) / self._format.sample_rate_hz
        self._flush()
        match edge.edge:
            case Edge.NOTICED:
                self._recognition.speech_started()
            case Edge.DISMISSED:
                self._recognition.speech_dismissed()
            case Edge.STARTED:
                await self.push_frame(CallerStarted(at))
            case Edge.STOPPED:
                self._utterance += 1
                self._recognition.finalize(self._utterance)
                await self.push_frame(CallerStopped(self._utterance, at))

    def _flush(self) -> None:
        if self._block:
            self._recognition.hear(bytes(self._block))
            self._block.clear()
