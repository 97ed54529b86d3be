"""Asks for one completion over HTTP, and reads it as it comes."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_adapters.net import asked, server_sent_events, telling_failures
from voicera_adapters.vendors.openai.answer import Answer
from voicera_adapters.vendors.openai.failures import Filtered, explain
from voicera_kit.errors import ServiceError

_DONE: Final = "[DONE]"
_DRAIN_S: Final = 1.0
"""How long the connection may take to end after the answer did."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What is asked; `wait_s` is the longest wait for the next chunk."""

    url: str
    headers: dict[str, str]
    request: dict[str, Any]
    open_s: float
    wait_s: float


async def completed(
    http: aiohttp.ClientSession, completion: Completion
) -> AsyncGenerator[str | ToolCall | Finish]:
    """Yield what a LanguageModel does; closing it ends the request."""
    limit = aiohttp.ClientTimeout(sock_connect=completion.open_s, sock_read=completion.wait_s)
    how: dict[str, Any] = {
        "headers": completion.headers,
        "json": completion.request,
        "timeout": limit,
        "explain": explain,
    }
    answer = Answer()
    try:
        async with (
            asked(http, "POST", completion.url, **how) as response,
            aclosing(server_sent_events(response)) as events,
        ):
            while (chunk := await _next(events, completion.wait_s)) is not None:
                for delta in answer.take(chunk):
                    yield delta
            yield answer.finish()
            await _drain(events)
    except Filtered:
        yield Finish(FinishReason.CONTENT_FILTER)


async def _next(events: AsyncGenerator[str], wait_s: float) -> Any:
    """Return the next chunk; None at the end. Comments keep some connections busy, so the wait is bounded here, too."""
    async with asyncio.timeout(wait_s):
        event = await anext(events, _DONE)
    return None if event == _DONE else json.loads(event)


async def _drain(events: AsyncGenerator[str]) -> None:
    """Read to the end: a connection left before it is no good for the next turn."""
    with suppress(ServiceError), telling_failures():
        async with asyncio.timeout(_DRAIN_S):
            async for _ in events:
                pass
