"""A front over a real `Converse` stream: sends frames in real time and plays what comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from google.protobuf.timestamp_pb2 import Timestamp

from voicera.common.v1 import audio_pb2
from voicera.voice.v1 import conversation_service_pb2 as voice_pb2

FORMAT = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_MULAW, sample_rate_hz=8000)
FRAME = 160
SILENCE = b"\xff" * FRAME

Request = voice_pb2.ConverseRequest


class Caller:
    """Plays instantly: every piece is reported as played when it came."""

    def __init__(self, stream) -> None:
        self.stream = stream
        self.received: list = []
        self.audio = bytearray()
        self.played = 0
        self.writing = asyncio.Lock()
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for response in self.stream:
            self.received.append(response)
            kind = response.WhichOneof("message")
            if kind == "audio":
                await self._play(response.audio)
            elif kind == "clear":
                await self.send(
                    cleared=voice_pb2.Cleared(clear_id=response.clear.id, last_played_sequence=self.played)
                )
            elif kind == "hang_up":
                await self.send(end=voice_pb2.End())

    async def _play(self, piece) -> None:
        self.audio += piece.audio
        self.played = piece.sequence
        if piece.first:
            now = Timestamp()
            now.GetCurrentTime()
            await self.send(forwarded=voice_pb2.Forwarded(sequence=piece.sequence, at=now))
        await self.send(played=voice_pb2.Played(sequence=piece.sequence))

    async def send(self, **message) -> None:
        async with self.writing:
            await self.stream.write(Request(**message))

    async def say(self, audio: bytes) -> None:
        """Send audio in real time, frame by frame."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        for number, start in enumerate(range(0, len(audio), FRAME)):
            await asyncio.sleep(max(0.0, started + number * 0.02 - loop.time()))
            await self.send(audio=audio[start : start + FRAME])

    async def be_silent(self, seconds: float) -> None:
        await self.say(SILENCE * round(seconds * 50))

    def of(self, kind: str) -> list:
        return [getattr(each, kind) for each in self.received if each.WhichOneof("message") == kind]

    async def ended(self) -> None:
        """Wait for the stream to end; raises what it ended with."""
        async with asyncio.timeout(10):
            await self.reading


def start_of(spec, call_id: str = "call_1", **fields) -> voice_pb2.Start:
    return voice_pb2.Start(
        call_id=call_id, agent_id="agent_1", spec=spec, caller_audio=FORMAT, agent_audio=FORMAT, **fields
    )


@asynccontextmanager
async def calling(stub, metadata, start) -> AsyncIterator[Caller]:
    stream = stub.Converse(metadata=metadata)
    await stream.write(Request(start=start))
    caller = Caller(stream)
    try:
        yield caller
    finally:
        stream.cancel()
        caller.reading.cancel()
        await asyncio.gather(caller.reading, return_exceptions=True)


__all__ = ["Caller", "calling", "start_of"]
