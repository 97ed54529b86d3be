"""Serves Synthesize: sentences in, their audio out in order, and a cancel that overtakes them."""

import asyncio
import time
import unicodedata
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from typing import Final

from voicera.ai.v1 import text_to_speech_service_pb2 as pb
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as pb_grpc
from voicera.ai.v1.usage_pb2 import USAGE_UNIT_CHARACTERS, Usage
from voicera_adapters.account import Account
from voicera_adapters.accounts import Accounts
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import SpokenWord, Synthesizer, SynthesizerOptions, TextToSpeech
from voicera_adapters.health import Health, Record
from voicera_adapters.net import not_understood, telling_failures
from voicera_adapters.read import within
from voicera_adapters.servicers.fields import (
    check_available,
    check_language,
    check_voice,
    read_format,
    read_struct,
)
from voicera_adapters.servicers.streams import Outbox, first_of
from voicera_kit.errors import ResourceExhausted, invalid
from voicera_kit.server import Context

MAX_CHARACTERS: Final = 2_000
_WAITING_SEGMENTS: Final = 64
_WAITING_PIECES: Final = 8
_SLOWEST, _FASTEST = 0.5, 2.0
_SPEAKABLE: Final = frozenset("LMN")
"""Letters, marks and numbers, by the first letters of their Unicode categories."""
_VARIATIONS: Final = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Marks that only choose how a sign looks, as after many emoji."""


class TextToSpeechServicer(pb_grpc.TextToSpeechServiceServicer):
    def __init__(self, adapters: Adapters, accounts: Accounts, health: Health) -> None:
        self._adapters = adapters
        self._accounts = accounts
        self._health = health

    # grpc.aio takes a coroutine that writes as well as a generator; a task group wants the coroutine.
    async def Synthesize(  # type: ignore[override]
        self, request_iterator: AsyncIterator[pb.SynthesizeRequest], context: Context
    ) -> None:
        config = read_config(await first_of(request_iterator))
        async with AsyncExitStack() as stack:
            with within("config"):
                adapter = self._adapters.text_to_speech(config.adapter)
                record = self._health.of(adapter.description)
                account = await self._accounts.of(adapter.description)
                opening = adapter.synthesizer(read_options(config, adapter, account))
                with record.noticing():
                    synthesizer = await stack.enter_async_context(opening)
            await context.write(pb.SynthesizeResponse(ready=pb.SynthesizerReady()))
            await _converse(synthesizer, record, request_iterator, context)


async def _converse(
    synthesizer: Synthesizer,
    record: Record,
    requests: AsyncIterator[pb.SynthesizeRequest],
    context: Context,
) -> None:
    outbox: Outbox[pb.SynthesizeResponse] = Outbox(_WAITING_PIECES)
    speaking = Speaking(synthesizer, record, outbox)
    async with asyncio.TaskGroup() as tasks:
        speaker = tasks.create_task(speaking.run())
        tasks.create_task(outbox.drain(context))
        async for request in requests:
            await _take(request, speaking)
        speaking.finish()
        await speaker
        await outbox.close()


async def _take(request: pb.SynthesizeRequest, speaking: "Speaking") -> None:
    match request.WhichOneof("message"):
        case "segment":
            speaking.add(read_segment(request.segment))
        case "cancel":
            await speaking.cancel(request.cancel.id)
        case "config":
            raise invalid("config", "must be sent only once")
        case _:
            raise invalid("message", "must be set")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`at` is time.monotonic() when it came."""

    id: int
    text: str
    at: float


class Speaking:
    """Speaks sentences one after the other until it is finished."""

    def __init__(
        self, synthesizer: Synthesizer, record: Record, outbox: Outbox[pb.SynthesizeResponse]
    ) -> None:
        self._synthesizer = synthesizer
        self._record = record
        self._outbox = outbox
        self._waiting: deque[Sentence] = deque()
        self._changed = asyncio.Event()
        self._is_finished = False
        self._current: asyncio.Task[None] | None = None

    def add(self, sentence: Sentence) -> None:
        if len(self._waiting) >= _WAITING_SEGMENTS:
            raise ResourceExhausted(f"more than {_WAITING_SEGMENTS} segments wait to be spoken")
        self._waiting.append(sentence)
        self._changed.set()

    def finish(self) -> None:
        """No sentence follows; `run` ends after the last one."""
        self._is_finished = True
        self._changed.set()

    async def cancel(self, cancel_id: int) -> None:
        """Stop the vendor and drop what was not sent."""
        self._waiting.clear()
        if current := self._current:
            current.cancel()
            await asyncio.wait((current,))
        self._outbox.drop(lambda message: message.WhichOneof("message") != "canceled")
        await self._outbox.put(pb.SynthesizeResponse(canceled=pb.SpeechCanceled(id=cancel_id)))

    async def run(self) -> None:
        while True:
            while self._waiting:
                await self._speak_next()
            if self._is_finished:
                return
            self._changed.clear()
            await self._changed.wait()

    async def _speak_next(self) -> None:
        """A sentence is a task of its own, so that canceling it leaves the rest alone."""
        self._current = current = asyncio.create_task(self._speak(self._waiting.popleft()))
        try:
            await asyncio.wait((current,))
            if not current.cancelled():
                current.result()
        finally:
            current.cancel()
            self._current = None

    async def _speak(self, sentence: Sentence) -> None:
        """Text that has nothing to say costs nothing; text that has must be heard."""
        if not is_speakable(sentence.text):
            await self._outbox.put(write_end(sentence, [], characters=0))
            return
        words: list[SpokenWord] = []
        told = 0
        with self._record.asked() as asking:
            async with aclosing(self._synthesizer.speak(sentence.text)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, SpokenWord):
                        words.append(piece)
                        continue
                    if not piece:
                        continue
                    is_first = asking.first_byte_ms is None
                    asking.answered()
                    await self._outbox.put(write_audio(sentence, piece, words[told:], is_first=is_first))
                    told = len(words)
            if asking.first_byte_ms is None:
                raise not_understood()
        with telling_failures():
            end = write_end(sentence, words, characters=len(sentence.text))
        await self._outbox.put(end)


def is_speakable(text: str) -> bool:
    return any(unicodedata.category(each)[0] in _SPEAKABLE for each in text if each not in _VARIATIONS)


def read_config(request: pb.SynthesizeRequest) -> pb.SynthesizeConfig:
    if request.WhichOneof("message") != "config":
        raise invalid("config", "must be the first message")
    return request.config


def read_options(config: pb.SynthesizeConfig, adapter: TextToSpeech, account: Account) -> SynthesizerOptions:
    check_available(adapter.description)
    check_language(adapter.description, config.language)
    check_voice(adapter.description, config.voice)
    rate = config.speaking_rate or 1.0
    if not _SLOWEST <= rate <= _FASTEST:
        raise invalid("speaking_rate", f"must be from {_SLOWEST} to {_FASTEST}, or 0 for 1")
    return SynthesizerOptions(
        voice=config.voice,
        language=config.language,
        format=read_format(config.audio_format),
        speaking_rate=rate,
        settings=read_struct(config.settings, "settings"),
        account=account,
    )


def read_segment(segment: pb.Segment) -> Sentence:
    if len(segment.text) > MAX_CHARACTERS:
        raise invalid("segment.text", f"must have at most {MAX_CHARACTERS} characters")
    return Sentence(segment.id, segment.text, time.monotonic())


def write_audio(
    sentence: Sentence, audio: bytes, words: list[SpokenWord], *, is_first: bool
) -> pb.SynthesizeResponse:
    processing_ms = (time.monotonic() - sentence.at) * 1000 if is_first else 0
    return pb.SynthesizeResponse(
        audio=pb.SegmentAudio(
            segment_id=sentence.id, audio=audio, processing_ms=processing_ms, words=write_words(words)
        )
    )


def write_words(words: list[SpokenWord]) -> list[pb.SpokenWord]:
    return [pb.SpokenWord(text=each.text, start_ms=each.start_ms) for each in words]


def write_end(sentence: Sentence, words: list[SpokenWord], *, characters: int) -> pb.SynthesizeResponse:
    usage = [Usage(unit=USAGE_UNIT_CHARACTERS, quantity=characters)] if characters else []
    return pb.SynthesizeResponse(
        segment_end=pb.SegmentEnd(segment_id=sentence.id, words=write_words(words), usage=usage)
    )
