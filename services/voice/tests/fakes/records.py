"""An archive that keeps everything in memory and can lose its connection."""

import asyncio
from dataclasses import dataclass, field

from voicera.media.v1 import archive_service_pb2 as archive_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError, Unavailable


class FakeArchiveStream:
    def __init__(self, world: "FakeRecords") -> None:
        self.world = world
        self.answers: asyncio.Queue = asyncio.Queue()
        self.cancelled = False

    async def write(self, message) -> None:
        if self.cancelled or self.world.down:
            self.answers.put_nowait(Unavailable("the archive is gone"))
            raise Unavailable("the archive is gone")
        if self.world.refusal is not None:
            self.answers.put_nowait(self.world.refusal)
            raise self.world.refusal
        kind = message.WhichOneof("message")
        self.world.received.append((kind, message))
        if kind == "event":
            self.world.take_event(message.event)
        elif kind == "audio":
            self.world.take_audio(message.audio)
        if kind != "heartbeat" and not self.world.mute:
            self.answers.put_nowait(self.world.position(closed=kind == "close"))

    async def __aiter__(self):
        while True:
            answer = await self.answers.get()
            if isinstance(answer, Exception):
                raise answer
            yield answer

    def cancel(self) -> bool:
        self.cancelled = True
        return True


@dataclass
class FakeRecords:
    clock: Clock
    down: bool = False
    mute: bool = False
    refusal: ServiceError | None = None
    received: list = field(default_factory=list)
    events: list = field(default_factory=list)
    caller: bytearray = field(default_factory=bytearray)
    agent: bytearray = field(default_factory=bytearray)
    ended: list = field(default_factory=list)
    streams: list = field(default_factory=list)

    async def open_archive(self, organization_id: str) -> FakeArchiveStream:
        self.streams.append(FakeArchiveStream(self))
        return self.streams[-1]

    async def end_call(self, organization_id, call_id, outcome) -> None:
        self.ended.append((organization_id, call_id, outcome))

    def take_event(self, event) -> None:
        if event.sequence == len(self.events) + 1:
            copy = type(event)()
            copy.CopyFrom(event)
            self.events.append(copy)
        else:
            assert event.sequence <= len(self.events), "a gap between events"

    def take_audio(self, block) -> None:
        assert len(block.caller) == len(block.agent)
        assert block.start_sample <= len(self.caller), "a gap in the recording"
        if block.start_sample == len(self.caller):
            self.caller += block.caller
            self.agent += block.agent

    def position(self, *, closed: bool = False):
        return archive_pb2.AppendResponse(
            event_sequence=len(self.events), audio_samples=len(self.caller), closed=closed
        )

    def break_connection(self) -> None:
        for stream in self.streams:
            stream.cancelled = True
            stream.answers.put_nowait(Unavailable("the archive is gone"))

    def of(self, kind: str) -> list:
        """Return the events of one kind, as their own messages."""
        return [getattr(event, kind) for event in self.events if event.WhichOneof("event") == kind]
