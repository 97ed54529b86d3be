"""Adapters and the archive as real gRPC services on loopback."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import grpc

from voicera.agents.v1 import agent_service_pb2, agent_service_pb2_grpc
from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as catalog_grpc
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import language_model_service_pb2_grpc as lm_grpc
from voicera.ai.v1 import speech_to_text_service_pb2 as stt_pb2
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as stt_grpc
from voicera.ai.v1 import text_to_speech_service_pb2 as tts_pb2
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as tts_grpc
from voicera.ai.v1 import translation_service_pb2 as translation_pb2
from voicera.ai.v1 import translation_service_pb2_grpc as translation_grpc
from voicera.media.v1 import archive_service_pb2 as archive_pb2
from voicera.media.v1 import archive_service_pb2_grpc as archive_grpc
from voicera.media.v1 import call_pb2, call_service_pb2_grpc
from voicera_kit.errors import ServiceError, invalid
from voicera_kit.identity import current_identity

HUM = b"\x20"
MS_PER_CHARACTER = 20


@dataclass
class FakeMesh:
    """What the services below were asked, and what they answer."""

    texts: list[str] = field(default_factory=list)
    deltas: list[str] = field(default_factory=list)
    answers: list[list] = field(default_factory=list)
    """What models answer, request by request, before `deltas` are: words, tool calls, or an error to break off with."""
    model_stalls: bool = False
    problems: list = field(default_factory=list)
    """What agents finds wrong with every spec."""
    specs_checked: list = field(default_factory=list)
    silent_pools: set[str] = field(default_factory=set)
    recognize_configs: list = field(default_factory=list)
    synthesize_configs: list = field(default_factory=list)
    generate_requests: list = field(default_factory=list)
    translate_requests: list = field(default_factory=list)
    expectations: list = field(default_factory=list)
    pools: list[tuple[str, str]] = field(default_factory=list)
    organizations: set[str] = field(default_factory=set)
    events: dict[str, list] = field(default_factory=dict)
    audio: dict[str, bytearray] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    archives_opened: int = 0
    archive_refusal: ServiceError | None = None
    ended: list = field(default_factory=list)

    def register(self, server: grpc.aio.Server) -> None:
        catalog_grpc.add_AdapterCatalogServiceServicer_to_server(_Catalog(self), server)
        stt_grpc.add_SpeechToTextServiceServicer_to_server(_SpeechToText(self), server)
        tts_grpc.add_TextToSpeechServiceServicer_to_server(_TextToSpeech(self), server)
        lm_grpc.add_LanguageModelServiceServicer_to_server(_LanguageModel(self), server)
        translation_grpc.add_TranslationServiceServicer_to_server(_Translation(self), server)
        archive_grpc.add_ArchiveServiceServicer_to_server(_Archive(self), server)
        call_service_pb2_grpc.add_CallServiceServicer_to_server(_Calls(self), server)
        agent_service_pb2_grpc.add_AgentServiceServicer_to_server(_Agents(self), server)

    def of(self, call_id: str, kind: str) -> list:
        return [
            getattr(event, kind)
            for event in self.events.get(call_id, [])
            if event.WhichOneof("event") == kind
        ]

    def note(self, name: str, context) -> None:
        self.organizations.add(current_identity().organization_id)
        pools = [value for key, value in context.invocation_metadata() if key == "voicera-adapter-pool"]
        self.pools.append((name, *pools))


class _Catalog(catalog_grpc.AdapterCatalogServiceServicer):
    def __init__(self, mesh: FakeMesh) -> None:
        self.mesh = mesh

    async def ListAdapters(self, request, context):
        pool = dict(context.invocation_metadata())["voicera-adapter-pool"]
        if pool in self.mesh.silent_pools:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "no healthy upstream")
        found = {
            "core": [("ears", 1), ("keen ears", 1), ("mind", 3), ("other mind", 3), ("interpreter", 4)],
            "espeak": [("mouth", 2)],
        }
        adapters = [catalog_pb2.Adapter(id=name, modality=modality) for name, modality in found.get(pool, [])]
        for adapter in adapters:
            if adapter.id == "keen ears":
                adapter.languages.extend(["en", "hi"])
                adapter.speech_to_text.language_detection = True
        return catalog_pb2.ListAdaptersResponse(adapters=adapters)


class _SpeechToText(stt_grpc.SpeechToTextServiceServicer):
    def __init__(self, mesh: FakeMesh) -> None:
        self.mesh = mesh

    async def Recognize(self, requests, context) -> AsyncIterator[stt_pb2.RecognizeResponse]:
        self.mesh.note("recognize", context)
        async for request in requests:
            kind = request.WhichOneof("message")
            if kind == "config":
                self.mesh.recognize_configs.append(request.config)
                yield stt_pb2.RecognizeResponse(ready=stt_pb2.RecognizerReady())
            elif kind == "expectation":
                self.mesh.expectations.append(request.expectation)
            elif kind == "finalize":
                text = self.mesh.texts.pop(0) if self.mesh.texts else ""
                yield stt_pb2.RecognizeResponse(
                    transcript=stt_pb2.Transcript(
                        text=text, final=True, utterance=request.finalize.utterance, processing_ms=5
                    )
                )


class _TextToSpeech(tts_grpc.TextToSpeechServiceServicer):
    def __init__(self, mesh: FakeMesh) -> None:
        self.mesh = mesh

    async def Synthesize(self, requests, context) -> AsyncIterator[tts_pb2.SynthesizeResponse]:
        self.mesh.note("synthesize", context)
        async for request in requests:
            if request.HasField("config"):
                config = request.config
                if config.voice == "nobody":
                    raise invalid("config.voice", "is not one of this adapter's voices")
                self.mesh.synthesize_configs.append(config)
                yield tts_pb2.SynthesizeResponse(ready=tts_pb2.SynthesizerReady())
            elif request.HasField("segment"):
                segment = request.segment
                rate = config.audio_format.sample_rate_hz
                audio = HUM * (rate * MS_PER_CHARACTER * len(segment.text) // 1000)
                for start in range(0, len(audio), rate // 10):
                    piece = tts_pb2.SegmentAudio(
                        segment_id=segment.id, audio=audio[start : start + rate // 10], processing_ms=2
                    )
                    yield tts_pb2.SynthesizeResponse(audio=piece)
                yield tts_pb2.SynthesizeResponse(segment_end=tts_pb2.SegmentEnd(segment_id=segment.id))
            else:
                yield tts_pb2.SynthesizeResponse(canceled=tts_pb2.SpeechCanceled(id=request.cancel.id))


class _LanguageModel(lm_grpc.LanguageModelServiceServicer):
    def __init__(self, mesh: FakeMesh) -> None:
        self.mesh = mesh

    async def Generate(self, request, context) -> AsyncIterator[lm_pb2.GenerateResponse]:
        self.mesh.note("generate", context)
        self.mesh.generate_requests.append(request)
        if self.mesh.model_stalls:
            await asyncio.Event().wait()
        for delta in self.mesh.answers.pop(0) if self.mesh.answers else self.mesh.deltas:
            if isinstance(delta, ServiceError):
                raise delta
            if isinstance(delta, lm_pb2.ToolCall):
                yield lm_pb2.GenerateResponse(tool_call=delta)
            else:
                yield lm_pb2.GenerateResponse(text_delta=delta, processing_ms=3)
        yield lm_pb2.GenerateResponse(finish=lm_pb2.GenerationFinish(reason=lm_pb2.FINISH_REASON_STOP))


class _Translation(translation_grpc.TranslationServiceServicer):
    def __init__(self, mesh: FakeMesh) -> None:
        self.mesh = mesh

    async def Translate(self, request, context) -> translation_pb2.TranslateResponse:
        """Write the language wanted before every text."""
        self.mesh.note("translate", context)
        self.mesh.translate_requests.append(request)
        texts = [f"{request.target_language}:{text}" for text in request.texts]
        return translation_pb2.TranslateResponse(texts=texts, processing_ms=1)


class _Archive(archive_grpc.ArchiveServiceServicer):
    def __init__(self, mesh: FakeMesh) -> None:
        self.mesh = mesh

    async def Append(self, requests, context) -> AsyncIterator[archive_pb2.AppendResponse]:
        call_id = ""
        async for request in requests:
            kind = request.WhichOneof("message")
            if kind == "open":
                self.mesh.archives_opened += 1
                if self.mesh.archive_refusal is not None:
                    raise self.mesh.archive_refusal
                call_id = request.open.call_id
                self.mesh.events.setdefault(call_id, [])
                self.mesh.audio.setdefault(call_id, bytearray())
            elif kind == "event":
                self.mesh.events[call_id].append(request.event)
            elif kind == "audio":
                assert request.audio.start_sample == len(self.mesh.audio[call_id])
                self.mesh.audio[call_id] += request.audio.caller
            elif kind == "close":
                self.mesh.closed.add(call_id)
            yield archive_pb2.AppendResponse(
                event_sequence=len(self.mesh.events[call_id]),
                audio_samples=len(self.mesh.audio[call_id]),
                closed=kind == "close",
            )


class _Agents(agent_service_pb2_grpc.AgentServiceServicer):
    def __init__(self, mesh: FakeMesh) -> None:
        self.mesh = mesh

    async def CheckSpec(self, request, context) -> agent_service_pb2.CheckSpecResponse:
        self.mesh.specs_checked.append((current_identity().organization_id, request.spec))
        return agent_service_pb2.CheckSpecResponse(problems=self.mesh.problems)


class _Calls(call_service_pb2_grpc.CallServiceServicer):
    def __init__(self, mesh: FakeMesh) -> None:
        self.mesh = mesh

    async def EndCall(self, request, context) -> call_pb2.Call:
        self.mesh.ended.append(request)
        return call_pb2.Call(id=request.call_id)


async def until(condition, timeout_s: float = 10.0) -> None:
    """Wait for something that another process part brings about."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - what is awaited has no event
            await asyncio.sleep(0.01)
