"""A server of adapters for calls in two languages: `python -m tests.e2e.polyglot`.

It translates with a dictionary, relays to the mesh's recognizer and says which language it heard, and relays to the
mesh's voices. What it was asked is written to a file, a JSON object on each line.
"""

import argparse
import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as catalog_grpc
from voicera.ai.v1 import speech_to_text_service_pb2 as stt_pb2
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as stt_grpc
from voicera.ai.v1 import text_to_speech_service_pb2 as tts_pb2
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as tts_grpc
from voicera.ai.v1 import translation_service_pb2 as translation_pb2
from voicera.ai.v1 import translation_service_pb2_grpc as translation_grpc
from voicera.ai.v1 import usage_pb2

POOL_KEY = "voicera-adapter-pool"
RECOGNIZER, VOICE, TRANSLATOR = "polyglot", "narrator", "dictionary"
SOUNDS_LIKE = {"please go on in hindi": "कृपया हिंदी में बोलिए"}
"""What an English recognizer makes of Hindi."""
ENGLISH = {
    "नमस्ते।": "Hello.",
    "आप क्या चाहते हैं?": "What would you like?",
    "आपका नंबर # है।": "Your number is #.",
    "और कुछ?": "Anything else?",
    "अलविदा।": "Goodbye.",
    "मुझे अपॉइंटमेंट चाहिए": "i would like to book an appointment",
    "बहुत धन्यवाद": "thank you very much",
}
HINDI = {english: hindi for hindi, english in ENGLISH.items()}
_FIGURES = re.compile(r"\d+(?: \d+)*")

Notes = Path


def note(notes: Notes, **what: Any) -> None:
    with notes.open("a") as file:
        file.write(json.dumps(what) + "\n")


class Catalog(catalog_grpc.AdapterCatalogServiceServicer):
    def __init__(self, mesh: grpc.aio.Channel) -> None:
        self._mesh = catalog_grpc.AdapterCatalogServiceStub(mesh)

    async def ListAdapters(self, request: Any, context: Any) -> catalog_pb2.ListAdaptersResponse:  # noqa: N802
        offered = await self._mesh.ListAdapters(request, metadata=_metadata(context, "espeak"), timeout=5)
        [voice] = [each for each in offered.adapters if each.id == "espeak"]
        voice.id = VOICE
        recognizer = catalog_pb2.Adapter(
            id=RECOGNIZER, modality=catalog_pb2.MODALITY_SPEECH_TO_TEXT, languages=["en-US", "hi-IN"]
        )
        recognizer.speech_to_text.language_detection = True
        translator = catalog_pb2.Adapter(
            id=TRANSLATOR, modality=catalog_pb2.MODALITY_TRANSLATION, languages=["en", "hi"]
        )
        translator.translation.SetInParent()
        return catalog_pb2.ListAdaptersResponse(adapters=[recognizer, voice, translator])


class Translation(translation_grpc.TranslationServiceServicer):
    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def Translate(self, request: Any, context: Any) -> translation_pb2.TranslateResponse:  # noqa: N802
        note(self._notes, translate=list(request.texts), to=request.target_language)
        table = ENGLISH if request.target_language.startswith("en") else HINDI
        try:
            texts = [_looked_up(table, text) for text in request.texts]
        except KeyError as missing:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"not in the dictionary: {missing}")
        return translation_pb2.TranslateResponse(texts=texts, usage=[_characters(request)], processing_ms=1)


def _characters(request: Any) -> usage_pb2.Usage:
    return usage_pb2.Usage(unit=usage_pb2.USAGE_UNIT_CHARACTERS, quantity=sum(map(len, request.texts)))


def _looked_up(table: dict[str, str], text: str) -> str:
    figures = iter(_FIGURES.findall(text))
    return re.sub("#", lambda _: next(figures), table[_FIGURES.sub("#", text)])


class SpeechToText(stt_grpc.SpeechToTextServiceServicer):
    """Hears English, and Hindi where it sounds like the English it knows."""

    def __init__(self, mesh: grpc.aio.Channel, notes: Notes) -> None:
        self._mesh = stt_grpc.SpeechToTextServiceStub(mesh)
        self._notes = notes

    async def Recognize(self, requests: Any, context: Any) -> AsyncIterator[stt_pb2.RecognizeResponse]:  # noqa: N802
        call = self._mesh.Recognize(self._english(requests), metadata=_metadata(context, "core"))
        async for response in call:
            transcript = response.transcript
            if transcript.text:
                transcript.language = "hi" if transcript.text in SOUNDS_LIKE else "en-US"
                transcript.text = SOUNDS_LIKE.get(transcript.text, transcript.text)
            yield response

    async def _english(self, requests: Any) -> AsyncIterator[stt_pb2.RecognizeRequest]:
        async for request in requests:
            if request.HasField("config"):
                config = request.config
                note(self._notes, recognize=config.language, others=list(config.other_languages))
                config.adapter, config.language = "pocketsphinx", "en-US"
                del config.other_languages[:]
                _keep_english(config.expectation)
            elif request.HasField("expectation"):
                _keep_english(request.expectation)
            yield request


def _keep_english(expectation: stt_pb2.Expectation) -> None:
    english = [phrase for phrase in expectation.phrases if phrase.isascii()]
    expectation.ClearField("phrases")
    expectation.phrases.extend([*english, *SOUNDS_LIKE])


class TextToSpeech(tts_grpc.TextToSpeechServiceServicer):
    def __init__(self, mesh: grpc.aio.Channel, notes: Notes) -> None:
        self._mesh = tts_grpc.TextToSpeechServiceStub(mesh)
        self._notes = notes

    async def Synthesize(self, requests: Any, context: Any) -> AsyncIterator[tts_pb2.SynthesizeResponse]:  # noqa: N802
        call = self._mesh.Synthesize(self._noted(requests), metadata=_metadata(context, "espeak"))
        async for response in call:
            yield response

    async def _noted(self, requests: Any) -> AsyncIterator[tts_pb2.SynthesizeRequest]:
        voice = language = ""
        async for request in requests:
            if request.HasField("config"):
                voice, language = request.config.voice, request.config.language
                request.config.adapter = "espeak"
            elif request.HasField("segment"):
                note(self._notes, speak=request.segment.text, voice=voice, language=language)
            yield request


def _metadata(context: Any, pool: str) -> tuple[tuple[str, str], ...]:
    kept = ((key, value) for key, value in context.invocation_metadata() if key == "authorization")
    return (*kept, (POOL_KEY, pool))


async def serve(port: int, target: str, notes: Notes) -> None:
    async with grpc.aio.insecure_channel(target) as mesh:
        server = grpc.aio.server()
        catalog_grpc.add_AdapterCatalogServiceServicer_to_server(Catalog(mesh), server)
        stt_grpc.add_SpeechToTextServiceServicer_to_server(SpeechToText(mesh, notes), server)
        tts_grpc.add_TextToSpeechServiceServicer_to_server(TextToSpeech(mesh, notes), server)
        translation_grpc.add_TranslationServiceServicer_to_server(Translation(notes), server)
        checks = health.aio.HealthServicer()
        await checks.set("", health_pb2.HealthCheckResponse.SERVING)
        health_pb2_grpc.add_HealthServicer_to_server(checks, server)
        assert server.add_insecure_port(f"127.0.0.1:{port}") == port
        await server.start()
        await server.wait_for_termination()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mesh", required=True)
    parser.add_argument("--notes", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.mesh, arguments.notes))


if __name__ == "__main__":
    main()
