"""Speaks `ai.v1.TextToSpeechService` to an adapter."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import text_to_speech_service_pb2 as tts_pb2
from voicera_kit.errors import Unavailable
from voicera_voice.audio.format import AudioFormat
from voicera_voice.playback.utterance import WordStart
from voicera_voice.providers.interface import SegmentAudio, SegmentEnd
from voicera_voice.providers.speech_to_text import WRITE_TIMEOUT_S
from voicera_voice.providers.wire import audio_format

Request = tts_pb2.SynthesizeRequest


class SynthesizeCall:
    """An open `Synthesize` stream as a SynthesizerStream."""

    def __init__(self, call: Any, responses: AsyncIterator[Any]) -> None:
        self._call = call
        self._responses = responses

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
        responses = aiter(call)
        try:
            await call.write(Request(config=config))
            ready = await anext(responses, None)
        except BaseException:
            call.cancel()
            raise
        if ready is None or not ready.HasField("ready"):
            call.cancel()
            raise Unavailable("the synthesizer did not answer its configuration")
        return cls(call, responses)

    async def speak(self, segment_id: int, text: str) -> None:
        await self._write(Request(segment=tts_pb2.Segment(id=segment_id, text=text)))

    async def cancel(self, cancel_id: int) -> None:
        await self._write(Request(cancel=tts_pb2.CancelSpeech(id=cancel_id)))

    async def speech(self) -> AsyncIterator[SegmentAudio | SegmentEnd]:
        async for response in self._responses:
            if response.HasField("audio"):
                audio = response.audio
                yield SegmentAudio(audio.segment_id, audio.audio, audio.processing_ms)
            elif response.HasField("segment_end"):
                yield _segment_end(response.segment_end)

    def close(self) -> None:
        self._call.cancel()

    async def _write(self, request: Request) -> None:
        async with asyncio.timeout(WRITE_TIMEOUT_S):
            await self._call.write(request)


def _segment_end(message: tts_pb2.SegmentEnd) -> SegmentEnd:
    return SegmentEnd(
        message.segment_id, tuple(WordStart(word.text, word.start_ms) for word in message.words)
    )
