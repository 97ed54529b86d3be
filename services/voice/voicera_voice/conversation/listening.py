"""Passes what providers bring to the stages of the call, and their failures to its journal."""

from collections.abc import Callable

import structlog

from voicera.media.v1 import call_event_pb2 as events
from voicera_kit.errors import ServiceError
from voicera_voice.pipeline.build import Stages
from voicera_voice.playback.utterance import WordStart
from voicera_voice.providers.chain import ProviderSwitch
from voicera_voice.providers.interface import Transcript
from voicera_voice.recording.journal import Journal

_log = structlog.get_logger(__name__)


class ProviderEvents:
    """Listens to recognition and speech; `stages` are told once they exist."""

    def __init__(self, call_id: str, journal: Journal, exhausted: Callable[[str], None]) -> None:
        self._call_id = call_id
        self._journal = journal
        self._exhausted = exhausted
        self._stages: Stages | None = None

    def bind(self, stages: Stages) -> None:
        self._stages = stages

    async def on_transcript(self, transcript: Transcript) -> None:
        if self._stages:
            await self._stages.transcriber.transcribed(transcript)

    def on_segment_audio(self, segment_id: int, audio: bytes, processing_ms: float) -> None:
        if self._stages:
            self._stages.speaker.audio_came(segment_id, audio, processing_ms)

    def on_segment_end(self, segment_id: int, words: tuple[WordStart, ...]) -> None:
        if self._stages:
            self._stages.speaker.segment_ended(segment_id, words)

    def on_segment_restarted(self, segment_id: int) -> None:
        if self._stages:
            self._stages.speaker.segment_restarted(segment_id)

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
        )
        self._journal.note(provider_switched=switched)

    def on_providers_exhausted(self, modality: str) -> None:
        self._exhausted(modality)
