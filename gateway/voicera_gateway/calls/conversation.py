"""Opens the stream to a voice node and keeps both its directions moving."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Final, cast

import grpc

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera.voice.v1.conversation_service_pb2_grpc import ConversationServiceStub
from voicera_gateway.calls.upstream import Upstream
from voicera_gateway.watchdog import Watchdog
from voicera_kit.client import Mesh, StreamCall
from voicera_kit.errors import DeadlineExceeded, ServiceError, Unavailable

START_TIMEOUT_S: Final = 10.0
WRITE_TIMEOUT_S: Final = 10.0

Responses = AsyncGenerator[voice.ConverseResponse, None]


class Conversations:
    """Where conversations are held."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._stub = mesh.stub(ConversationServiceStub)

    async def converse(self, organization_id: str, start: voice.Start, upstream: Upstream) -> Responses:
        """Yield what the conversation says until it is over; raises ServiceError when the stream breaks."""
        stream = await self._open(organization_id, start)
        pump = asyncio.create_task(_pump(upstream, stream))
        try:
            async for response in _responses(stream):
                yield response
        finally:
            pump.cancel()
            stream.cancel()

    async def _open(self, organization_id: str, start: voice.Start) -> StreamCall:
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                metadata = await self._mesh.authorize(organization_id)
                stream = cast("StreamCall", self._stub.Converse(metadata=metadata))
                await stream.write(voice.ConverseRequest(start=start))
        except TimeoutError:
            raise DeadlineExceeded("the conversation did not open in time") from None
        except asyncio.InvalidStateError:
            raise Unavailable("the conversation did not open") from None
        return stream


async def _responses(stream: StreamCall) -> Responses:
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            response = await stream.read()
        while response is not grpc.aio.EOF:
            yield response
            response = await stream.read()
    except TimeoutError:
        raise DeadlineExceeded("the conversation did not start in time") from None
    except asyncio.CancelledError:
        if _is_being_cancelled():
            raise
        raise Unavailable("the conversation took no audio") from None


def _is_being_cancelled() -> bool:
    """Tell our own cancellation from that of the stream, which gRPC reports in the same way."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _pump(upstream: Upstream, stream: StreamCall) -> None:
    """Send until the end; a node that takes nothing for long is as good as gone."""
    stalled = Watchdog(WRITE_TIMEOUT_S, stream.cancel)
    try:
        with suppress(
            ServiceError, asyncio.InvalidStateError
        ):  # the reading side hears of it, with the status
            while (request := await upstream.next()) is not None:
                stalled.arm()
                await stream.write(request)
                stalled.disarm()
            await stream.done_writing()
    finally:
        stalled.close()
