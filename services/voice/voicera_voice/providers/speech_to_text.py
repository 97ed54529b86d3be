"""Speaks `ai.v1.SpeechToTextService` to an adapter."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import speech_to_text_service_pb2 as stt_pb2
from voicera_voice.audio.format import AudioFormat
from voicera_voice.dialogue.interface import Expectation
from voicera_voice.providers.adapter_stream import AdapterStream, configure
from voicera_voice.providers.interface import Finalize, RecognizerInput, SpeechStarted, Transcript
from voicera_voice.providers.wire import audio_format

Request = stt_pb2.RecognizeRequest
_LONGEST_LANGUAGE = 64
"""Characters that the archive takes of a code."""


class RecognizeCall(AdapterStream):
    """An open `Recognize` stream as a RecognizerStream."""

    @classmethod
    async def open(
        cls,
        call: Any,
        choice: spec_pb2.SpeechToTextChoice,
        language: str,
        form: AudioFormat,
        expectation: Expectation,
        *,
        interim: bool,
        other_languages: Sequence[str] = (),
    ) -> "RecognizeCall":
        config = stt_pb2.RecognizeConfig(
            adapter=choice.adapter,
            model=choice.model,
            language=language,
            audio_format=audio_format(form),
            interim_results=interim,
            settings=choice.settings if choice.HasField("settings") else None,
            expectation=expectation_message(expectation),
            other_languages=other_languages,
        )
        return cls(call, await configure(call, Request(config=config), "recognizer"))

    async def send(self, item: RecognizerInput) -> None:
        await self._write(_request(item))

    async def transcripts(self) -> AsyncIterator[Transcript]:
        async for response in self._responses:
            if response.HasField("transcript"):
                yield _transcript(response.transcript)


def expectation_message(expectation: Expectation) -> stt_pb2.Expectation:
    classes = [
        stt_pb2.PhraseClass(name=name, phrases=phrases) for name, phrases in expectation.classes.items()
    ]
    return stt_pb2.Expectation(phrases=expectation.phrases, classes=classes)


def _request(item: RecognizerInput) -> Request:
    match item:
        case bytes():
            return Request(audio=item)
        case SpeechStarted():
            return Request(speech_started=stt_pb2.SpeechStarted())
        case Finalize(utterance):
            return Request(finalize=stt_pb2.Finalize(utterance=utterance))
        case _:
            return Request(expectation=expectation_message(item))


def _transcript(message: stt_pb2.Transcript) -> Transcript:
    return Transcript(
        text=message.text,
        final=message.final,
        utterance=message.utterance,
        confidence=message.confidence if message.HasField("confidence") else None,
        processing_ms=message.processing_ms,
        usage=tuple(message.usage),
        language=message.language if len(message.language) <= _LONGEST_LANGUAGE else "",
    )
