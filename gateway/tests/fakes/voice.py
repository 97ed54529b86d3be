"""A voice node whose conversations say what a test tells them to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera.voice.v1.conversation_service_pb2_grpc import ConversationServiceServicer
from voicera_kit.errors import ServiceError

WAIT_S = 5


class FakeConversation:
    """One stream: `received` is everything but audio; `audio` is all the caller said."""

    def __init__(self, start: voice.Start) -> None:
        self.start = start
        self.received: list[voice.ConverseRequest] = []
        self.audio = b""
        self.audio_messages = 0
        self.outgoing: asyncio.Queue[voice.ConverseResponse | ServiceError | None] = asyncio.Queue()
        self._changed = asyncio.Condition()

    def say(self, **message) -> None:
        """Send a response, for example say(clear=Clear(id=1))."""
        self.outgoing.put_nowait(voice.ConverseResponse(**message))

    def speak(self, sequence: int, audio: bytes = b"\x11" * 160, *, first: bool = False) -> None:
        self.say(audio=voice.AgentAudio(sequence=sequence, audio=audio, first=first))

    def fail(self, error: ServiceError | None) -> None:
        """Break the stream; None ends it in good order."""
        self.outgoing.put_nowait(error)

    async def take(self, request: voice.ConverseRequest) -> None:
        async with self._changed:
            if request.WhichOneof("message") == "audio":
                self.audio += request.audio
                self.audio_messages += 1
            else:
                self.received.append(request)
            self._changed.notify_all()

    def kinds(self) -> list[str]:
        return [request.WhichOneof("message") for request in self.received]

    async def until(self, kind: str, count: int = 1) -> voice.ConverseRequest:
        """Return the `count`-th request of a kind, waiting for it."""
        async with asyncio.timeout(WAIT_S), self._changed:
            await self._changed.wait_for(lambda: self.kinds().count(kind) >= count)
        return [request for request in self.received if request.WhichOneof("message") == kind][count - 1]

    async def until_audio(self, size: int) -> None:
        async with asyncio.timeout(WAIT_S), self._changed:
            await self._changed.wait_for(lambda: len(self.audio) >= size)


@dataclass
class FakeVoice(ConversationServiceServicer):
    """`refusals` are raised by the next conversations instead of starting."""

    conversations: list[FakeConversation] = field(default_factory=list)
    refusals: list[ServiceError] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def Converse(self, request_iterator, context) -> AsyncIterator[voice.ConverseResponse]:
        first = await anext(request_iterator)
        if self.refusals:
            raise self.refusals.pop(0)
        conversation = FakeConversation(first.start)
        self.conversations.append(conversation)
        self.opened.set()
        reading = asyncio.create_task(self._read(request_iterator, conversation))
        try:
            yield voice.ConverseResponse(started=voice.Started(node="voice-1"))
            while (response := await conversation.outgoing.get()) is not None:
                if isinstance(response, ServiceError):
                    raise response
                yield response
        finally:
            reading.cancel()

    async def conversation(self, index: int = 0) -> FakeConversation:
        async with asyncio.timeout(WAIT_S):
            while len(self.conversations) <= index:
                self.opened.clear()
                await self.opened.wait()
        return self.conversations[index]

    async def _read(self, requests, conversation: FakeConversation) -> None:
        async for request in requests:
            await conversation.take(request)
            if request.WhichOneof("message") == "end":
                conversation.fail(None)
