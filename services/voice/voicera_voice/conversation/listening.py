"""Passes what providers bring to the stages of the call, and their failures to its journal."""

from collections.abc import Callable, Sequence

import structlog

from voicera.ai.v1 import usage_pb2
from voicera.media.v1 import call_event_pb2 as events
from voicera_kit.errors import ServiceError
from voicera_voice.pipeline.build import Stages
from voicera_voice.playback.utterance import WordStart
from voicera_voice.providers.chain import ProviderSwitch
from voicera_voice.providers.interface import SegmentAudio, Transcript
from voicera_voice.recording.journal import Journal
from voicera_voice.recording.usage import UsageLedger

_log = structlog.get_logger(__name__)


class ProviderEvents:
    """Listens to recognition and speech; `stages` are told once they exist."""

    def __init__(
        self, call_id: str, journal: Journal, usage: UsageLedger, exhausted: Callable[[str], None]
    ) -> None:
        self._call_id = call_id
        self._journal = journal
        self._usage = usage
        self._exhausted = exhausted
        self._stages: Stages | None = None

    def bind(self, stages: Stages) -> None:
        self._stages = stages

    async def on_transcript(self, transcript: Transcript) -> None:
        if self._stages:
            await self._stages.transcriber.transcribed(transcript)

    def on_heard_again(self) -> None:
        if self._stages:
            self._stages.transcriber.heard_again()

    def on_segment_audio(self, audio: SegmentAudio) -> None:
        if self._stages:
            self._stages.speaker.audio_came(audio)

    def on_segment_end(self, segment_id: int, words: tuple[WordStart, ...]) -> None:
        if self._stages:
            self._stages.speaker.segment_ended(segment_id, words)

    def on_segment_restarted(self, segment_id: int) -> str:
        return self._stages.speaker.segment_restarted(segment_id) if self._stages else ""

    def on_provider_failed(self, modality: str, adapter: str, error: ServiceError) -> None:
        _log.warning(
            "provider.failed", call_id=self._call_id, modality=modality, adapter=adapter, reason=error.reason
        )
        failed = events.ProviderFailed(
            adapter=adapter, modality=modality, reason=error.reason, message=error.message
        )
        self._journal.note(provider_failed=failed)

    def on_provider_switched(self, switch: ProviderSwitch) -> None:
        switched = events.ProviderSwitched(
            modality=switch.modality,
            from_adapter=switch.failed,
            adapter=switch.adapter,
            reason=switch.reason,
            after_ms=switch.after_ms,
            from_model=switch.failed_model,
            model=switch.model,
        )
        self._journal.note(provider_switched=switched)

    def on_usage(self, modality: str, adapter: str, model: str, usage: Sequence[usage_pb2.Usage]) -> None:
        self._usage.add(modality, adapter, model, usage)

    def on_providers_exhausted(self, modality: str) -> None:
        self._exhausted(modality)
