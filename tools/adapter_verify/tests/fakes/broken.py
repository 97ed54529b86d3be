"""A server on which every adapter but one has a fault: it changes what the example's good adapters answer.

The name of an adapter is the name of its fault. `broken.py hanging` offers those that keep the client waiting,
`broken.py prompt` the others.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "examples/adapters/python"))

from keypad import KEYPAD, Keypad
from morse import MORSE, Morse
from refusals import Invalid, refusing
from roman import ROMAN, Roman
from served import NOT_SERVING, serve

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as catalog_grpc
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import language_model_service_pb2_grpc as lm_grpc
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as stt_grpc
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as tts_grpc
from voicera.ai.v1 import translation_service_pb2_grpc as mt_grpc

Requests = AsyncIterator[Any]
Answers = AsyncIterator[Any]
Fault = Callable[[Answers], Answers]
"""Yields what is answered instead."""


def fine(answers: Answers) -> Answers:
    return answers


async def twice(answers: Answers) -> Answers:
    async for each in answers:
        yield each
        if each.transcript.final:
            yield each


async def deaf(answers: Answers) -> Answers:
    async for each in answers:
        if each.HasField("ready"):
            yield each


async def lingering(answers: Answers) -> Answers:
    async for each in answers:
        yield each
    await asyncio.Event().wait()


async def late(answers: Answers) -> Answers:
    last = None
    async for each in answers:
        if each.HasField("audio"):
            last = each
        yield each
        if each.HasField("canceled") and last:
            yield last


async def silent(answers: Answers) -> Answers:
    async for each in answers:
        if each.HasField("audio"):
            each.audio.audio = b"\xff" * len(each.audio.audio)
        yield each


async def halved(answers: Answers) -> Answers:
    """Cuts audio in the middle of samples."""
    async for each in answers:
        if each.HasField("audio"):
            each.audio.audio = each.audio.audio[:-1]
        yield each


async def unordered(answers: Answers) -> Answers:
    """Gives the numbers of segments back from the last one."""
    async for each in answers:
        for part in ("audio", "segment_end"):
            if each.HasField(part):
                getattr(each, part).segment_id += 1
        yield each


async def fragile(answers: Answers) -> Answers:
    """Falls over text without words."""
    async for each in answers:
        if each.HasField("segment_end") and not each.segment_end.words:
            raise RuntimeError("nothing to say")
        yield each


async def timeless(answers: Answers) -> Answers:
    async for each in answers:
        if each.HasField("segment_end"):
            del each.segment_end.words[:]
        yield each


async def unfinished(answers: Answers) -> Answers:
    async for each in answers:
        if not each.HasField("finish"):
            yield each


async def chatty(answers: Answers) -> Answers:
    async for each in answers:
        yield each
    yield lm_pb2.GenerateResponse(text_delta="One more thing.")


RECOGNIZE: dict[str, Fault] = {
    "twice": twice,
    "deaf": deaf,
    "lingering": lingering,
    "nameless": fine,
}
SYNTHESIZE: dict[str, Fault] = {
    "fine": fine,
    "late": late,
    "silent": silent,
    "halved": halved,
    "unordered": unordered,
    "timeless": timeless,
    "narrow": fine,
    "fragile": fragile,
    "stuck": fine,
}
GENERATE: dict[str, Fault] = {"unfinished": unfinished, "chatty": chatty, "obliging": fine}
HANGING = frozenset({"deaf", "lingering", "stuck"})
TRANSLATE = ("forgetful", "shuffled", "misdescribed")


class Recognizer(Keypad):
    async def Recognize(self, request_iterator, context):
        first = await anext(aiter(request_iterator))
        if first.config.adapter == "nameless":
            context = Nameless(context)
        fault, requests = faulty(first, request_iterator, RECOGNIZE, KEYPAD["id"])
        async for each in fault(super().Recognize(requests, context)):
            yield each


class Voice(Morse):
    async def Synthesize(self, request_iterator, context):
        first = await anext(aiter(request_iterator))
        kind = first.config.adapter
        if kind == "narrow" and first.config.audio_format.sample_rate_hz:
            first.config.audio_format.sample_rate_hz = 8_000  # whatever is asked for
        fault, requests = faulty(first, request_iterator, SYNTHESIZE, MORSE["id"])
        if kind == "stuck":
            requests = without_empty(requests)
        async for each in fault(super().Synthesize(requests, context)):
            yield each


class Model(lm_grpc.LanguageModelServiceServicer):
    async def Generate(self, request, context):
        async with refusing(context):
            check(request)
            async for each in GENERATE[request.adapter](answer()):
                yield each


class Translator(Roman):
    async def Translate(self, request, context):
        kind, request.adapter = request.adapter, renamed(request.adapter, TRANSLATE, ROMAN["id"])
        answered = await super().Translate(request, context)
        texts = list(answered.texts)
        del answered.texts[:]
        answered.texts.extend({"forgetful": texts[1:], "shuffled": texts[::-1]}.get(kind, texts))
        return answered


class Catalog(catalog_grpc.AdapterCatalogServiceServicer):
    async def ListAdapters(self, request, context):
        is_wanted = sys.argv[1] == "hanging"
        return pb.ListAdaptersResponse(
            adapters=[each for each in described() if (each.id in HANGING) == is_wanted]
        )


class Nameless:
    """The context of a call that is refused without details."""

    def __init__(self, context: Any) -> None:
        self._context = context

    async def abort(self, code: grpc.StatusCode, message: str, _: Any) -> None:
        await self._context.abort(code, message)


def check(request: lm_pb2.GenerateRequest) -> None:
    if request.adapter not in GENERATE:
        raise Invalid("adapter", "is not offered")
    if request.model != "one" and request.adapter != "obliging":
        raise Invalid("model", "must be one")
    if not request.messages:
        raise Invalid("messages", "must not be empty")
    if not all(each.role for each in request.messages):
        raise Invalid("messages[0].role", "must be set")
    if request.temperature > 2:
        raise Invalid("temperature", "must be at most 2")
    if request.max_output_tokens < 0:
        raise Invalid("max_output_tokens", "must not be negative")
    if request.HasField("response_schema"):
        raise Invalid("response_schema", "is not kept to")


async def answer() -> Answers:
    yield lm_pb2.GenerateResponse(text_delta="Hello.")
    yield lm_pb2.GenerateResponse(finish=lm_pb2.GenerationFinish(reason=lm_pb2.FINISH_REASON_STOP))


async def without_empty(requests: Requests) -> Requests:
    async for each in requests:
        if not each.HasField("segment") or each.segment.text:
            yield each


async def chained(first: Any, requests: Requests) -> Requests:
    yield first
    async for each in requests:
        yield each


def renamed(adapter: str, faults: Any, good: str) -> str:
    return good if adapter in faults else f"no {good}"


def faulty(first: Any, requests: Requests, faults: dict[str, Fault], good: str) -> tuple[Fault, Requests]:
    """Return the fault that the configuration asks for, and requests that ask for the good adapter."""
    if not first.HasField("config"):
        return fine, chained(first, requests)
    fault = faults.get(first.config.adapter, fine)
    first.config.adapter = renamed(first.config.adapter, faults, good)
    return fault, chained(first, requests)


def described() -> Iterator[pb.Adapter]:
    """Return the adapters, in no order, and one that is described wrongly, twice."""
    for good, faults in ((KEYPAD, RECOGNIZE), (MORSE, SYNTHESIZE), (ROMAN, TRANSLATE[:2])):
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


def register(server: grpc.aio.Server) -> None:
    catalog_grpc.add_AdapterCatalogServiceServicer_to_server(Catalog(), server)
    stt_grpc.add_SpeechToTextServiceServicer_to_server(Recognizer(), server)
    tts_grpc.add_TextToSpeechServiceServicer_to_server(Voice(), server)
    lm_grpc.add_LanguageModelServiceServicer_to_server(Model(), server)
    mt_grpc.add_TranslationServiceServicer_to_server(Translator(), server)


serve(register, NOT_SERVING)
