"""Serves `voice.v1.ConversationService`."""

import asyncio
from collections.abc import AsyncIterator

import structlog

from voicera.media.v1 import call_pb2
from voicera.voice.v1 import conversation_service_pb2 as voice_pb2
from voicera.voice.v1 import conversation_service_pb2_grpc as voice_grpc
from voicera_kit.errors import ResourceExhausted, ServiceError, invalid
from voicera_kit.identity import current_identity
from voicera_kit.server import Context
from voicera_voice.conversation.admission import Admission
from voicera_voice.conversation.call import Call
from voicera_voice.conversation.reading import read_requests
from voicera_voice.conversation.seams import Surroundings
from voicera_voice.conversation.start import parse_start
from voicera_voice.conversation.stream import StreamFront

_log = structlog.get_logger(__name__)

_START_TIMEOUT_S = 10.0

Request = voice_pb2.ConverseRequest


class ConversationServicer(voice_grpc.ConversationServiceServicer):
    """Every stream is one call."""

    def __init__(self, admission: Admission, around: Surroundings) -> None:
        self._admission = admission
        self._around = around

    async def Converse(  # type: ignore[override]  # it writes where the stub yields
        self, request_iterator: AsyncIterator[Request], context: Context
    ) -> None:
        with self._admission.place():
            requests = aiter(request_iterator)
            start = parse_start(await _first(requests), current_identity().organization_id)
            front = StreamFront(wants_interim=start.wants_interim)
            call = Call(start, front, self._around)
            self._admission.start(call)
        _log.info("call.started", call_id=call.call_id, calls=self._admission.calls)
        reading = asyncio.create_task(_read(requests, call))
        try:
            async for response in front.responses():
                await self._write(response, context)
            if reading.done():
                reading.result()
        finally:
            reading.cancel()
            call.leave(call_pb2.END_REASON_MEDIA_LOST, "the stream broke")

    async def _write(self, response: voice_pb2.ConverseResponse, context: Context) -> None:
        try:
            async with self._around.clock.timeout(self._around.settings.front_write_s):
                await context.write(response)
        except TimeoutError:
            raise ResourceExhausted("the client does not read what the conversation sends") from None


async def _first(requests: AsyncIterator[Request]) -> Request:
    try:
        async with asyncio.timeout(_START_TIMEOUT_S):
            request = await anext(requests, None)
    except TimeoutError:
        request = None
    if request is None:
        raise invalid("start", "must be the first message")
    return request


async def _read(requests: AsyncIterator[Request], call: Call) -> None:
    """A message that makes no sense ends the call, and the stream with its error."""
    try:
        await read_requests(requests, call)
    except ServiceError:
        call.leave(call_pb2.END_REASON_PLATFORM_ERROR, "the front sent a message that makes no sense")
        raise
    except asyncio.CancelledError:
        raise
    except Exception:
        call.leave(call_pb2.END_REASON_PLATFORM_ERROR, "reading from the front failed")
        raise
