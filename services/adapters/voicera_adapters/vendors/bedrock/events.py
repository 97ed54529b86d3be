"""Reads AWS's event streams."""

import json
import struct
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import aiohttp
from botocore.eventstream import EventStreamBuffer, EventStreamMessage, ParserError

from voicera_adapters.net import not_understood


@dataclass(frozen=True, slots=True)
class Event:
    """`is_exception` is whether it says what went wrong; `kind` is then the exception's name."""

    kind: str
    said: dict[str, Any]
    is_exception: bool


async def events_of(response: aiohttp.ClientResponse) -> AsyncGenerator[Event]:
    buffer = EventStreamBuffer()
    async for block in response.content.iter_any():
        buffer.add_data(block)
        for event in _complete(buffer):
            yield event


def _complete(buffer: EventStreamBuffer) -> list[Event]:
    try:
        return [_event(message) for message in buffer]
    except (ParserError, struct.error):
        raise not_understood() from None


def _event(message: EventStreamMessage) -> Event:
    headers = message.headers
    if headers[":message-type"] == "error":  # of the protocol itself: no JSON
        return Event(headers[":error-code"], {}, is_exception=True)
    is_exception = headers[":message-type"] == "exception"
    kind = headers[":exception-type" if is_exception else ":event-type"]
    return Event(kind, json.loads(message.payload or b"{}"), is_exception)
