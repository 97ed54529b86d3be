"""A server on which every adapter but one has a fault: it changes what the example's good adapters answer.

The name of an adapter is the name of its fault.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "examples/adapters/python"))

from keypad import KEYPAD, Keypad
from morse import MORSE, Morse
from roman import ROMAN, Roman

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as catalog_grpc
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import language_model_service_pb2_grpc as lm_grpc
from voicera.ai.v1 import speech_to_text_service_pb2 as stt_pb2
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as stt_grpc
from voicera.ai.v1 import text_to_speech_service_pb2 as tts_pb2
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as tts_grpc
from voicera.ai.v1 import translation_service_pb2_grpc as mt_grpc
from voicera.common.v1 import audio_pb2

Requests = AsyncIterator[Any]
Answers = AsyncIterator[Any]
Fault = Callable[[Answers, Any], Answers]
"""Given the answers and the call's context, yields what is answered instead."""


def fine(answers: Answers, _: Any) -> Answers:
    return answers


async def twice(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        yield each
        if each.transcript.final:
            yield each


async def misnumbered(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        each.transcript.utterance += each.transcript.final
        yield each


async def deaf(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        if each.HasField("ready"):
            yield each


async def lingering(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        yield each
    await asyncio.Event().wait()


async def nameless(answers: Answers, context: Any) -> Answers:
    """Every refusal is an INVALID_ARGUMENT without details."""
    original = context.abort

    async def abort(code: grpc.StatusCode, message: str = "", _: Any = ()) -> None:
        await original(code, message)

    context.abort = abort
    async for each in answers:
        yield each


async def impatient(answers: Answers, _: Any) -> Answers:
    """Takes no notice of a configuration and is never ready."""
    async for each in answers:
        if not each.HasField("ready"):
            yield each


async def late(answers: Answers, _: Any) -> Answers:
    last = None
    async for each in answers:
        if each.HasField("audio"):
            last = each
        yield each
        if each.HasField("canceled") and last:
            yield last


async def silent(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        each.audio.audio = bytes(len(each.audio.audio)) if each.HasField("audio") else b""
        yield each


async def halved(answers: Answers, _: Any) -> Answers:
    """Cuts audio in the middle of samples."""
    async for each in answers:
        if each.HasField("audio"):
            each.audio.audio = each.audio.audio[:-1]
        yield each


async def endless(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        if not each.HasField("segment_end"):
            yield each


async def unordered(answers: Answers, _: Any) -> Answers:
    """Gives the numbers of segments back from the last one."""
    async for each in answers:
        for part in ("audio", "segment_end"):
            if each.HasField(part):
                getattr(each, part).segment_id += 1
        yield each


async def timeless(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        if each.HasField("segment_end"):
            del each.segment_end.words[:]
        yield each


async def unfinished(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        if not each.HasField("finish"):
            yield each


async def chatty(answers: Answers, _: Any) -> Answers:
    async for each in answers:
        yield each
    yield lm_pb2.GenerateResponse(text_delta="One more thing.")


RECOGNIZE: dict[str, Fault] = {
    "twice": twice,
    "misnumbered": misnumbered,
    "deaf": deaf,
    "lingering": lingering,
    "nameless": nameless,
    "impatient": impatient,
}
SYNTHESIZE: dict[str, Fault] = {
    "fine": fine,
    "late": late,
    "silent": silent,
    "halved": halved,
    "endless": endless,
    "unordered": unordered,
    "timeless": timeless,
    "narrow": fine,
    "fragile": fine,
    "stuck": fine,
}
GENERATE: dict[str, Fault] = {"unfinished": unfinished, "chatty": chatty, "obliging": fine}
TRANSLATE = ("forgetful", "shuffled")


class Recognizer(Keypad):
    async def Recognize(self, request_iterator, context):
        requests = aiter(request_iterator)
        fault, requests = await faulty(requests, RECOGNIZE, KEYPAD["id"])
        async for each in fault(super().Recognize(requests, context), context):
            yield each


class Voice(Morse):
    async def Synthesize(self, request_iterator, context):
        first = await anext(aiter(request_iterator))
        kind = first.config.adapter
        if kind == "narrow" and first.config.audio_format.sample_rate_hz >= 8_000:  # whatever is asked for
            first.config.audio_format.sample_rate_hz = 8_000
            first.config.audio_format.encoding = audio_pb2.AUDIO_ENCODING_PCM_S16LE
        fault, requests = await faulty(chained(first, request_iterator), SYNTHESIZE, MORSE["id"])
        requests = FAULTY_READING.get(kind, chained)(None, requests)
        async for each in fault(super().Synthesize(requests, context), context):
            yield each


class Model(lm_grpc.LanguageModelServiceServicer):
    async def Generate(self, request, context):
        if request.adapter not in GENERATE:
            await context.abort(grpc.StatusCode.NOT_FOUND, "no such adapter")
        async for each in GENERATE[request.adapter](answer(), context):
            yield each


class Translator(Roman):
    async def Translate(self, request, context):
        kind, request.adapter = request.adapter, renamed(request.adapter, TRANSLATE, ROMAN["id"])
        answered = await super().Translate(request, context)
        texts = list(answered.texts)
        del answered.texts[:]
        answered.texts.extend(texts[1:] if kind == "forgetful" else texts[::-1])
        return answered


class Catalog(catalog_grpc.AdapterCatalogServiceServicer):
    async def ListAdapters(self, request, context):
        return pb.ListAdaptersResponse(adapters=list(described()))


async def answer() -> Answers:
    yield lm_pb2.GenerateResponse(text_delta="Hello.")
    yield lm_pb2.GenerateResponse(finish=lm_pb2.GenerationFinish(reason=lm_pb2.FINISH_REASON_STOP))


async def fragile(_: Any, requests: Requests) -> Requests:
    """Falls over emoji."""
    async for each in requests:
        if not each.segment.text.isascii():
            raise RuntimeError("no such character")
        yield each


async def stuck(_: Any, requests: Requests) -> Requests:
    """Hears no empty text."""
    async for each in requests:
        if not each.HasField("segment") or each.segment.text:
            yield each


async def chained(first: Any, requests: Requests) -> Requests:
    if first is not None:
        yield first
    async for each in requests:
        yield each


FAULTY_READING = {"fragile": fragile, "stuck": stuck}


def renamed(adapter: str, faults: Any, good: str) -> str:
    return good if adapter in faults else f"no {good}"


async def faulty(requests: Requests, faults: dict[str, Fault], good: str) -> tuple[Fault, Requests]:
    """Return the fault that the configuration asks for, and requests that ask for the good adapter."""
    first = await anext(requests)
    if not first.HasField("config"):
        return fine, chained(first, requests)
    fault = faults.get(first.config.adapter, fine)
    first.config.adapter = renamed(first.config.adapter, faults, good)
    return fault, chained(first, requests)


def described() -> AsyncIterator[pb.Adapter]:
    """The adapters, in no order, and three that are wrong in themselves."""
    for good, faults in ((KEYPAD, RECOGNIZE), (MORSE, SYNTHESIZE), (ROMAN, TRANSLATE)):
        for name in faults:
            yield json_format.ParseDict({**good, "id": name}, pb.Adapter())
    for name in GENERATE:
        yield pb.Adapter(
            id=name,
            modality=pb.MODALITY_LANGUAGE_MODEL,
            display_name=name,
            languages=["*"],
            models=["one"],
            language_model=pb.LanguageModelCapabilities(streaming=True),
        )
    misdescribed = json_format.ParseDict({**ROMAN, "id": "misdescribed"}, pb.Adapter())
    misdescribed.ClearField("display_name")
    misdescribed.languages[0] = "hi_IN"
    misdescribed.speech_to_text.sample_rates_hz.append(100)
    misdescribed.voices.add(id="one")
    misdescribed.models.extend(["one", "one"])
    misdescribed.settings_schema["type"] = "object"
    misdescribed.settings_schema["properties"] = {"speed": {"type": "integre"}}
    misdescribed.credential_needed = True
    yield misdescribed
    yield misdescribed


async def serve() -> None:
    server = grpc.aio.server()
    catalog_grpc.add_AdapterCatalogServiceServicer_to_server(Catalog(), server)
    stt_grpc.add_SpeechToTextServiceServicer_to_server(Recognizer(), server)
    tts_grpc.add_TextToSpeechServiceServicer_to_server(Voice(), server)
    lm_grpc.add_LanguageModelServiceServicer_to_server(Model(), server)
    mt_grpc.add_TranslationServiceServicer_to_server(Translator(), server)
    checks = health.aio.HealthServicer()
    await checks.set("", health_pb2.HealthCheckResponse.NOT_SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on port {port}", flush=True)  # noqa: T201 - tells the test
    await server.wait_for_termination()


asyncio.run(serve())
