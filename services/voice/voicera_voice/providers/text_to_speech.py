"""Speaks `ai.v1.TextToSpeechService` to an adapter."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import text_to_speech_service_pb2 as tts_pb2
from voicera_voice.audio.format import AudioFormat
from voicera_voice.playback.utterance import WordStart
from voicera_voice.providers.adapter_stream import AdapterStream, configure
from voicera_voice.providers.interface import SegmentAudio, SegmentEnd
from voicera_voice.providers.wire import audio_format

Request = tts_pb2.SynthesizeRequest


class SynthesizeCall(AdapterStream):
    """An open `Synthesize` stream as a SynthesizerStream."""

    @classmethod
    async def open(
        cls, call: Any, choice: spec_pb2.TextToSpeechChoice, language: str, form: AudioFormat
    ) -> "SynthesizeCall":
        config = tts_pb2.SynthesizeConfig(
            adapter=choice.adapter,
            voice=choice.voice,
            language=language,
            audio_format=audio_format(form),
            speaking_rate=choice.speaking_rate,
            settings=choice.settings if choice.HasField("settings") else None,
        )
        return cls(call, await configure(call, Request(config=config), "synthesizer"))

    async def speak(self, segment_id: int, text: str) -> None:
        await self._write(Request(segment=tts_pb2.Segment(id=segment_id, text=text)))

    async def cancel(self, cancel_id: int) -> None:
        await self._write(Request(cancel=tts_pb2.CancelSpeech(id=cancel_id)))

    async def speech(self) -> AsyncIterator[SegmentAudio | SegmentEnd]:
        async for response in self._responses:
            if response.HasField("audio"):
                audio = response.audio
                yield SegmentAudio(audio.segment_id, audio.audio, audio.processing_ms, _words(audio.words))
            elif response.HasField("segment_end"):
                yield _segment_end(response.segment_end)


def _segment_end(message: tts_pb2.SegmentEnd) -> SegmentEnd:
    return SegmentEnd(message.segment_id, _words(message.words), tuple(message.usage))


def _words(words: Iterable[tts_pb2.SpokenWord]) -> tuple[WordStart, ...]:
    return tuple(WordStart(word.text, word.start_ms) for word in words)
