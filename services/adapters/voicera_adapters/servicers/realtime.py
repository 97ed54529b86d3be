"""Serves Talk: a caller's audio in, a model's answers out, and nothing of an answer after the caller cut it short."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import Final

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera.ai.v1 import realtime_service_pb2 as pb
from voicera.ai.v1 import realtime_service_pb2_grpc as pb_grpc
from voicera_adapters.account import Account
from voicera_adapters.accounts import Accounts
from voicera_adapters.audio import AudioFormat
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import Message, Role, ToolCall
from voicera_adapters.health import Health, Record
from voicera_adapters.net import telling_failures
from voicera_adapters.read import within
from voicera_adapters.realtime import (
    AnswerAudio,
    AnswerEnd,
    AnswerText,
    CallerStarted,
    CallerStopped,
    CallerTranscript,
    Event,
    Outcome,
    Realtime,
    Talk,
    TalkOptions,
)
from voicera_adapters.servicers.fields import (
    check_available,
    check_language,
    check_model,
    check_voice,
    read_format,
    read_messages,
    read_struct,
    read_temperature,
    read_tools,
    talk_usage,
    write_struct,
)
from voicera_adapters.servicers.streams import Inbox, Outbox, first_of
from voicera_kit.errors import invalid
from voicera_kit.server import Context

MAX_CHARACTERS: Final = 10_000
_WAITING_MESSAGES: Final = 512
"""Models speak faster than they are heard: an answer may wait here, but never a caller's interruption behind it."""
_LONGEST_BLOCK_MS: Final = 2_000
_REMEMBERED_CALLS: Final = 1_000

_OUTCOMES: Final = {
    Outcome.COMPLETED: pb.ANSWER_OUTCOME_COMPLETED,
    Outcome.INTERRUPTED: pb.ANSWER_OUTCOME_INTERRUPTED,
    Outcome.LENGTH: pb.ANSWER_OUTCOME_LENGTH,
    Outcome.CONTENT_FILTER: pb.ANSWER_OUTCOME_CONTENT_FILTER,
}


class RealtimeServicer(pb_grpc.RealtimeServiceServicer):
    def __init__(self, adapters: Adapters, accounts: Accounts, health: Health) -> None:
        self._adapters = adapters
        self._accounts = accounts
        self._health = health

    # grpc.aio takes a coroutine that writes as well as a generator; a task group wants the coroutine.
    async def Talk(  # type: ignore[override]
        self, request_iterator: AsyncIterator[pb.TalkRequest], context: Context
    ) -> None:
        config = read_config(await first_of(request_iterator))
        async with AsyncExitStack() as stack:
            with within("config"):
                adapter = self._adapters.realtime(config.adapter)
                options = read_options(config, adapter, await self._accounts.of(adapter.description))
                record = self._health.of(adapter.description)
                stack.enter_context(record.noticing())
                talk = await stack.enter_async_context(adapter.talk(options))
            await context.write(pb.TalkResponse(ready=pb.TalkReady()))
            await _converse(Conversation(talk, options.format, record), request_iterator, context)


async def _converse(
    conversation: "Conversation", requests: AsyncIterator[pb.TalkRequest], context: Context
) -> None:
    inbox: Inbox[pb.TalkRequest] = Inbox()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(inbox.fill(requests))
        tasks.create_task(conversation.outbox.drain(context))
        teller = tasks.create_task(conversation.tell())
        async for arrived in inbox:
            await conversation.take(arrived.request)
        teller.cancel()
        await asyncio.wait((teller,))
        await conversation.outbox.close()


class Conversation:
    """Gives the model one message after the other, and tells what it does meanwhile."""

    def __init__(self, talk: Talk, audio_format: AudioFormat, record: Record) -> None:
        self._talk = talk
        self._format = audio_format
        self._first_byte = FirstByte(record)
        self._calls: OrderedDict[str, None] = OrderedDict()
        self.outbox: Outbox[pb.TalkResponse] = Outbox(_WAITING_MESSAGES)

    async def take(self, request: pb.TalkRequest) -> None:
        match request.WhichOneof("message"):
            case "audio":
                self._check_block(request.audio)
                await self._talk.hear(request.audio)
            case "text":
                await self._talk.say(read_text(request.text))
            case "tool_result":
                self._check_result(request.tool_result)
                await self._talk.tool_result(
                    request.tool_result.tool_call_id, request.tool_result.result_json
                )
            case "played":
                await self._played(request.played)
            case "interrupt":
                self.outbox.drop(_is_audio)
                await self._talk.interrupt()
            case "update":
                await self._talk.update(request.update.instructions, read_tools(request.update.tools))
            case "config":
                raise invalid("config", "must be sent only once")
            case _:
                raise invalid("message", "must be set")

    async def tell(self) -> None:
        async with aclosing(self._talk.events()) as events:
            async for event in events:
                with telling_failures():
                    response = write_event(event)
                self._first_byte.heard_of(event)
                if isinstance(event, CallerStarted):
                    self.outbox.drop(_is_audio)
                if isinstance(event, ToolCall):
                    self._remember(event)
                await self.outbox.put(response)

    def _remember(self, call: ToolCall) -> None:
        self._calls[call.id] = None
        if len(self._calls) > _REMEMBERED_CALLS:
            self._calls.popitem(last=False)

    def _check_block(self, audio: bytes) -> None:
        if len(audio) % self._format.encoding.value:
            raise invalid("audio", "must hold whole samples")
        if self._format.duration_ms(len(audio)) > _LONGEST_BLOCK_MS:
            raise invalid("audio", f"must be at most {_LONGEST_BLOCK_MS} ms a message")

    def _check_result(self, result: pb.ToolResult) -> None:
        if result.tool_call_id not in self._calls:
            raise invalid("tool_result.tool_call_id", "is no call of this conversation")
        try:
            json.loads(result.result_json)
        except (ValueError, RecursionError):
            raise invalid("tool_result.result_json", "must be JSON") from None

    async def _played(self, played: pb.Played) -> None:
        if played.answer < 1:
            raise invalid("played.answer", "must be the number of an answer")
        if played.played_ms < 0:
            raise invalid("played.played_ms", "must not be negative")
        await self._talk.played(played.answer, played.played_ms)


class FirstByte:
    """Counts answers, and times them from the end of the caller's turn to their first audio, for the record."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._stopped_at: float | None = None
        self._first_byte_ms: float | None = None

    def heard_of(self, event: Event) -> None:
        match event:
            case CallerStopped():
                self._stopped_at, self._first_byte_ms = self._record.clock(), None
            case AnswerAudio() if self._stopped_at is not None:
                self._first_byte_ms = (self._record.clock() - self._stopped_at) * 1000
                self._stopped_at = None
            case AnswerEnd():
                self._record.add(self._first_byte_ms, failed=False)
                self._first_byte_ms = None


def _is_audio(response: pb.TalkResponse) -> bool:
    return response.WhichOneof("message") == "audio"


def read_config(request: pb.TalkRequest) -> pb.TalkConfig:
    if request.WhichOneof("message") != "config":
        raise invalid("config", "must be the first message")
    return request.config


def read_options(config: pb.TalkConfig, adapter: Realtime, account: Account) -> TalkOptions:
    description = adapter.description
    check_available(description)
    check_model(description, config.model)
    check_voice(description, config.voice)
    if config.language:
        check_language(description, config.language)
    return TalkOptions(
        model=config.model,
        voice=config.voice,
        language=config.language,
        format=read_format(config.audio_format),
        instructions=config.instructions,
        tools=read_tools(config.tools),
        messages=tuple(read_messages(config.messages)),
        temperature=read_temperature(config),
        settings=read_struct(config.settings, "settings"),
        account=account,
    )


def read_text(message: llm.Message) -> Message:
    """Read what the caller typed, or an instruction."""
    if not message.text.strip():
        raise invalid("text.text", "must not be empty")
    if len(message.text) > MAX_CHARACTERS:
        raise invalid("text.text", f"must have at most {MAX_CHARACTERS} characters")
    if message.role not in {llm.MESSAGE_ROLE_USER, llm.MESSAGE_ROLE_SYSTEM}:
        raise invalid("text.role", "must be USER or SYSTEM")
    return Message(Role.USER if message.role == llm.MESSAGE_ROLE_USER else Role.SYSTEM, message.text)


def write_event(event: Event) -> pb.TalkResponse:
    """Raises TypeError, ValueError or ArithmeticError for what no message can say."""
    response = pb.TalkResponse()
    match event:
        case CallerStarted():
            response.caller_started.CopyFrom(pb.CallerStarted(at_ms=event.at_ms))
        case CallerStopped():
            response.caller_stopped.CopyFrom(pb.CallerStopped(at_ms=event.at_ms))
        case CallerTranscript():
            response.caller_transcript.CopyFrom(pb.CallerTranscript(text=event.text, final=event.final))
        case AnswerAudio():
            response.audio.CopyFrom(pb.AnswerAudio(answer=event.answer, audio=event.audio))
        case AnswerText():
            response.text.CopyFrom(pb.AnswerText(answer=event.answer, delta=event.delta))
        case ToolCall():
            response.tool_call.CopyFrom(llm.ToolCall(id=event.id, name=event.name))
            write_struct(event.arguments, response.tool_call.arguments)
        case AnswerEnd():
            outcome, usage = _OUTCOMES[event.outcome], talk_usage(event.usage)
            response.answer_end.CopyFrom(pb.AnswerEnd(answer=event.answer, outcome=outcome, usage=usage))
    return response
