"""Serves Recognize: one caller's audio in, transcripts out, one final for each Finalize."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any, Final

import structlog

from voicera.ai.v1 import speech_to_text_service_pb2 as pb
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as pb_grpc
from voicera_adapters.account import Account
from voicera_adapters.accounts import Accounts
from voicera_adapters.audio import AudioFormat
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import Expectation, Recognizer, RecognizerOptions, SpeechToText, Transcript
from voicera_adapters.health import Health, Record
from voicera_adapters.net import telling_failures
from voicera_adapters.read import within
from voicera_adapters.servicers.fields import (
    audio_usage,
    check_available,
    check_language,
    check_model,
    read_format,
    read_struct,
)
from voicera_adapters.servicers.streams import Arrived, Inbox, Outbox, first_of
from voicera_kit.errors import invalid
from voicera_kit.server import Context

_WAITING_TRANSCRIPTS: Final = 32
_LONGEST_BLOCK_MS: Final = 2_000

_log = structlog.get_logger(__name__)


class SpeechToTextServicer(pb_grpc.SpeechToTextServiceServicer):
    def __init__(self, adapters: Adapters, accounts: Accounts, health: Health) -> None:
        self._adapters = adapters
        self._accounts = accounts
        self._health = health

    # grpc.aio takes a coroutine that writes as well as a generator; a task group wants the coroutine.
    async def Recognize(  # type: ignore[override]
        self, request_iterator: AsyncIterator[pb.RecognizeRequest], context: Context
    ) -> None:
        config = read_config(await first_of(request_iterator))
        outbox: Outbox[pb.RecognizeResponse] = Outbox(_WAITING_TRANSCRIPTS)
        async with AsyncExitStack() as stack:
            with within("config"):
                adapter = self._adapters.speech_to_text(config.adapter)
                record = self._health.of(adapter.description)
                options = read_options(config, adapter, await self._accounts.of(adapter.description))
                opening = adapter.recognizer(options, lambda transcript: _offer(outbox, transcript, options))
                with record.noticing():
                    recognizer = await stack.enter_async_context(opening)
            await context.write(pb.RecognizeResponse(ready=pb.RecognizerReady()))
            listening = Listening(recognizer, record, options.format, outbox)
            await _converse(listening, request_iterator, outbox, context)


async def _converse(
    listening: "Listening",
    requests: AsyncIterator[pb.RecognizeRequest],
    outbox: Outbox[pb.RecognizeResponse],
    context: Context,
) -> None:
    inbox: Inbox[pb.RecognizeRequest] = Inbox()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(inbox.fill(requests))
        tasks.create_task(outbox.drain(context))
        async for arrived in inbox:
            await listening.take(arrived)
        await outbox.close()


class Listening:
    """Gives the recognizer one message after the other."""

    def __init__(
        self,
        recognizer: Recognizer,
        record: Record,
        audio_format: AudioFormat,
        outbox: Outbox[pb.RecognizeResponse],
    ) -> None:
        self._recognizer = recognizer
        self._record = record
        self._format = audio_format
        self._outbox = outbox
        self._heard_ms = 0.0

    async def take(self, arrived: Arrived[pb.RecognizeRequest]) -> None:
        request = arrived.request
        match request.WhichOneof("message"):
            case "audio":
                self._check_block(request.audio)
                self._heard_ms += self._format.duration_ms(len(request.audio))
                with self._record.noticing():
                    await self._recognizer.hear(request.audio)
            case "speech_started":
                with self._record.noticing():
                    await self._recognizer.speech_started()
            case "finalize":
                with self._record.asked() as asking:
                    final = await self._recognizer.finalize()
                    with telling_failures():
                        answer = write_transcript(final, request.finalize.utterance, arrived.age_ms)
                    asking.answered()
                answer.transcript.usage.append(audio_usage(self._heard_ms))
                self._heard_ms = 0.0
                await self._outbox.put(answer)
            case "expectation":
                with self._record.noticing():
                    await self._recognizer.expect(read_expectation(request.expectation))
            case "config":
                raise invalid("config", "must be sent only once")
            case _:
                raise invalid("message", "must be set")

    def _check_block(self, audio: bytes) -> None:
        if len(audio) % self._format.encoding.value:
            raise invalid("audio", "must hold whole samples")
        if self._format.duration_ms(len(audio)) > _LONGEST_BLOCK_MS:
            raise invalid("audio", f"must be at most {_LONGEST_BLOCK_MS} ms a message")


def read_config(request: pb.RecognizeRequest) -> pb.RecognizeConfig:
    if request.WhichOneof("message") != "config":
        raise invalid("config", "must be the first message")
    return request.config


def read_options(config: pb.RecognizeConfig, adapter: SpeechToText, account: Account) -> RecognizerOptions:
    check_available(adapter.description)
    check_model(adapter.description, config.model)
    check_language(adapter.description, config.language)
    return RecognizerOptions(
        model=config.model,
        language=config.language,
        format=read_format(config.audio_format),
        interim_results=config.interim_results,
        settings=read_struct(config.settings, "settings"),
        expectation=read_expectation(config.expectation),
        account=account,
        other_languages=read_languages(config, adapter),
    )


def read_languages(config: pb.RecognizeConfig, adapter: SpeechToText) -> tuple[str, ...]:
    for at, language in enumerate(config.other_languages):
        if not adapter.description.speaks(language):
            raise invalid(f"other_languages[{at}]", f"is none {adapter.description.id} works in")
    return tuple(config.other_languages)


def read_expectation(message: pb.Expectation) -> Expectation:
    classes: dict[str, tuple[str, ...]] = {}
    for each in message.classes:
        if each.name in classes:
            raise invalid("expectation.classes", f"must not hold {each.name} twice")
        classes[each.name] = tuple(each.phrases)
    return Expectation(tuple(message.phrases), classes)


def write_transcript(transcript: Transcript, utterance: int, processing_ms: float) -> pb.RecognizeResponse:
    return pb.RecognizeResponse(
        transcript=pb.Transcript(
            text=transcript.text,
            final=transcript.final,
            utterance=utterance,
            confidence=transcript.confidence,
            words=_words(transcript),
            language=transcript.language,
            processing_ms=processing_ms,
        )
    )


def _words(transcript: Transcript) -> Sequence[Any]:
    return [pb.Word(text=each.text, start_ms=each.start_ms, end_ms=each.end_ms) for each in transcript.words]


def _offer(outbox: Outbox[pb.RecognizeResponse], transcript: Transcript, options: RecognizerOptions) -> None:
    if not transcript.final and not options.interim_results:
        return
    if not outbox.offer(write_transcript(transcript, 0, 0)):
        _log.warning("recognize.interim_dropped")
