"""Two ways to adapters that callers and agents need not tell apart: over gRPC, and in one's own process."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from tests.load.soak.pairs import ORGANIZATION, SENTENCES, Pair
from tests.load.soak.speech import PHONE
from voicera.ai.v1 import speech_to_text_service_pb2 as stt
from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera.ai.v1.speech_to_text_service_pb2_grpc import SpeechToTextServiceStub
from voicera.ai.v1.text_to_speech_service_pb2_grpc import TextToSpeechServiceStub
from voicera.common.v1 import audio_pb2
from voicera_adapters.accounts import Accounts
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import (
    Expectation,
    Recognizer,
    RecognizerOptions,
    SynthesizerOptions,
    Transcript,
)
from voicera_kit.client import Mesh

LANGUAGE = "en-US"
WAITING = 256
OPEN_S = 10.0


@dataclass(frozen=True)
class Started:
    """The caller begins to speak."""


@dataclass(frozen=True)
class Expected:
    """What the caller may say next."""


@dataclass(frozen=True)
class Finalize:
    utterance: int


Message = bytes | Started | Expected | Finalize


@dataclass(frozen=True)
class Understood:
    """`utterance` is 0 for interim transcripts."""

    utterance: int
    text: str


class Ears(Protocol):
    async def send(self, message: Message) -> None: ...

    def understood(self) -> AsyncIterator[Understood]: ...


class Mouth(Protocol):
    def speak(self, text: str) -> AsyncGenerator[bytes]: ...


class Line(Protocol):
    """Every method raises ServiceError."""

    def ears(self) -> AbstractAsyncContextManager[Ears]: ...

    def mouth(self) -> AbstractAsyncContextManager[Mouth]: ...


class Served:
    """A Line over gRPC."""

    def __init__(self, mesh: Mesh, pair: Pair) -> None:
        self._mesh = mesh
        self._pair = pair
        self._format = audio_pb2.AudioFormat(
            encoding=audio_pb2.AUDIO_ENCODING_MULAW, sample_rate_hz=PHONE.sample_rate_hz
        )

    @asynccontextmanager
    async def ears(self) -> AsyncIterator[Ears]:
        config = stt.RecognizeConfig(
            adapter=self._pair.recognizer,
            language=LANGUAGE,
            audio_format=self._format,
            interim_results=True,
            expectation=_expectation(),
        )
        recognize = self._mesh.stub(SpeechToTextServiceStub).Recognize
        async with self._opened(recognize, stt.RecognizeRequest(config=config)) as (call, answers):
            yield ServedEars(call, answers)

    @asynccontextmanager
    async def mouth(self) -> AsyncIterator[Mouth]:
        config = tts.SynthesizeConfig(
            adapter=self._pair.voice, voice=self._pair.speaker, language=LANGUAGE, audio_format=self._format
        )
        synthesize = self._mesh.stub(TextToSpeechServiceStub).Synthesize
        async with self._opened(synthesize, tts.SynthesizeRequest(config=config)) as (call, answers):
            yield ServedMouth(call, answers)

    @asynccontextmanager
    async def _opened(self, method: Callable[..., Any], config: Any) -> AsyncIterator[tuple[Any, Any]]:
        call = method(metadata=await self._mesh.authorize(ORGANIZATION))
        try:
            async with asyncio.timeout(OPEN_S):
                await call.write(config)
                answers = aiter(call)
                await anext(answers)
            yield call, answers
        finally:
            call.cancel()


class ServedEars:
    def __init__(self, call: Any, answers: AsyncIterator[Any]) -> None:
        self._call = call
        self._answers = answers

    async def send(self, message: Message) -> None:
        await self._call.write(_request(message))

    async def understood(self) -> AsyncIterator[Understood]:
        async for answer in self._answers:
            yield Understood(answer.transcript.utterance, answer.transcript.text)


def _request(message: Message) -> stt.RecognizeRequest:
    match message:
        case bytes():
            return stt.RecognizeRequest(audio=message)
        case Started():
            return stt.RecognizeRequest(speech_started=stt.SpeechStarted())
        case Expected():
            return stt.RecognizeRequest(expectation=_expectation())
        case Finalize(utterance):
            return stt.RecognizeRequest(finalize=stt.Finalize(utterance=utterance))


def _expectation() -> stt.Expectation:
    return stt.Expectation(phrases=SENTENCES)


class ServedMouth:
    def __init__(self, call: Any, answers: AsyncIterator[Any]) -> None:
        self._call = call
        self._answers = answers
        self._segment = 0

    async def speak(self, text: str) -> AsyncGenerator[bytes]:
        self._segment += 1
        await self._call.write(tts.SynthesizeRequest(segment=tts.Segment(id=self._segment, text=text)))
        async for answer in self._answers:
            if answer.HasField("segment_end"):
                return
            yield answer.audio.audio


class InProcess:
    """A Line to adapters opened here."""

    def __init__(self, adapters: Adapters, pair: Pair) -> None:
        self._adapters = adapters
        self._pair = pair
        self._accounts = Accounts()

    @asynccontextmanager
    async def ears(self) -> AsyncIterator[Ears]:
        adapter = self._adapters.speech_to_text(self._pair.recognizer)
        account = await self._accounts.of(adapter.description)
        expectation = Expectation(SENTENCES)
        options = RecognizerOptions("", LANGUAGE, PHONE, True, {}, expectation, account)
        heard: asyncio.Queue[Understood] = asyncio.Queue(WAITING)

        def emit(transcript: Transcript) -> None:
            heard.put_nowait(Understood(0, transcript.text))

        async with adapter.recognizer(options, emit) as recognizer:
            yield OwnEars(recognizer, heard)

    @asynccontextmanager
    async def mouth(self) -> AsyncIterator[Mouth]:
        adapter = self._adapters.text_to_speech(self._pair.voice)
        account = await self._accounts.of(adapter.description)
        options = SynthesizerOptions(self._pair.speaker, LANGUAGE, PHONE, 1.0, {}, account)
        async with adapter.synthesizer(options) as synthesizer:
            yield OwnMouth(synthesizer)


class OwnEars:
    """Sending waits until the recognizer has taken the message."""

    def __init__(self, recognizer: Recognizer, heard: asyncio.Queue[Understood]) -> None:
        self._recognizer = recognizer
        self._heard = heard

    async def send(self, message: Message) -> None:
        match message:
            case bytes():
                await self._recognizer.hear(message)
            case Started():
                await self._recognizer.speech_started()
            case Expected():
                await self._recognizer.expect(Expectation(SENTENCES))
            case Finalize(utterance):
                final = await self._recognizer.finalize()
                await self._heard.put(Understood(utterance, final.text))

    async def understood(self) -> AsyncIterator[Understood]:
        while True:
            yield await self._heard.get()


class OwnMouth:
    def __init__(self, synthesizer: Any) -> None:
        self._synthesizer = synthesizer

    async def speak(self, text: str) -> AsyncGenerator[bytes]:
        async with aclosing(self._synthesizer.speak(text)) as pieces:
            async for piece in pieces:
                if isinstance(piece, bytes):
                    yield piece
