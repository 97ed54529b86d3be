"""Passes the messages of a `Converse` stream to its call."""

from collections.abc import AsyncIterator
from datetime import UTC

import structlog

from voicera.media.v1 import call_pb2
from voicera.voice.v1 import conversation_service_pb2 as voice_pb2
from voicera_kit.errors import invalid
from voicera_voice.conversation.call import Call

_log = structlog.get_logger(__name__)

LONGEST_FRAME_BYTES = 64 * 1024
LONGEST_WHISPER = 1000
_KEYS = frozenset("0123456789*#")

Request = voice_pb2.ConverseRequest


async def read_requests(requests: AsyncIterator[Request], call: Call) -> None:
    """Return when the client closes its side or says that the call is over."""
    async for request in requests:
        kind = request.WhichOneof("message")
        if kind == "audio":
            await _hear(request.audio, call)
        elif kind == "end":
            call.leave(request.end.reason or call_pb2.END_REASON_CALLER_HUNG_UP)
            return
        else:
            await _pass_on(kind, request, call)
    call.leave(call_pb2.END_REASON_MEDIA_LOST, "the front closed the stream")


async def _hear(audio: bytes, call: Call) -> None:
    if len(audio) > LONGEST_FRAME_BYTES:
        raise invalid("audio", f"must be at most {LONGEST_FRAME_BYTES} bytes")
    if audio:
        await call.hear(audio)


async def _pass_on(kind: str | None, request: Request, call: Call) -> None:
    match kind:
        case "played":
            call.played(request.played.sequence)
        case "forwarded":
            call.forwarded(request.forwarded.sequence, request.forwarded.at.ToDatetime(UTC))
        case "cleared":
            call.cleared(request.cleared.clear_id, request.cleared.last_played_sequence)
        case "digit":
            await _press(request.digit.digit, call)
        case "media_lost":
            await call.media_lost(request.media_lost.last_played_sequence)
        case "media_resumed":
            await call.media_resumed()
        case "start":
            raise invalid("start", "may be sent only once")
        case _:
            await _step_in(kind, request, call)


async def _step_in(kind: str | None, request: Request, call: Call) -> None:
    """Pass on what people who listen do."""
    match kind:
        case "operator_audio":
            _speak(request.operator_audio, call)
        case "operator":
            await call.operate(request.operator.user_id)
        case "whisper":
            await _whisper(request.whisper, call)
        case "operator_transferred":
            call.transferred(request.operator_transferred.to, request.operator_transferred.user_id)
        case "monitor":
            call.monitor(on=request.monitor.on)
        case _:
            _log.info("converse.message_unknown", call_id=call.call_id)


async def _whisper(whisper: voice_pb2.Whisper, call: Call) -> None:
    if not 1 <= len(whisper.text) <= LONGEST_WHISPER:
        raise invalid("whisper.text", f"must have 1 to {LONGEST_WHISPER} characters")
    await call.whisper(whisper.text, whisper.user_id, say=whisper.say)


def _speak(audio: bytes, call: Call) -> None:
    if len(audio) > LONGEST_FRAME_BYTES:
        raise invalid("operator_audio", f"must be at most {LONGEST_FRAME_BYTES} bytes")
    if audio:
        call.speak(audio)


async def _press(digit: str, call: Call) -> None:
    if digit not in _KEYS:
        raise invalid("digit.digit", "must be one of 0-9, * and #")
    await call.press(digit)
