"""Asks for one completion over HTTP, and reads it as it comes."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from voicera_adapters.contract import Finish, FinishReason, Generation, ToolCall
from voicera_adapters.net import asked, drain, paced, server_sent_json, waits
from voicera_adapters.read import read_settings
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.vendors.openai.answer import Answer
from voicera_adapters.vendors.openai.failures import Filtered, explain
from voicera_adapters.vendors.openai.request import request_of
from voicera_adapters.vendors.openai.settings import OpenAISettings

_DONE: Final = "[DONE]"


@dataclass(frozen=True, slots=True)
class Completion:
    """What is asked; `wait_s` is the longest wait for the next chunk."""

    url: str
    headers: dict[str, str]
    request: dict[str, Any]
    open_s: float
    wait_s: float


def completion_of(
    generation: Generation,
    limits: AdapterSettings,
    url: str,
    headers: dict[str, str],
    tokens_field: str,
    *,
    asks_usage: bool = True,
) -> Completion:
    """`tokens_field` names the longest answer."""
    settings = read_settings(OpenAISettings, generation.settings)
    return Completion(
        url,
        headers,
        request_of(generation, settings, tokens_field, asks_usage=asks_usage),
        open_s=limits.vendor_open_s,
        wait_s=settings.timeout_s or limits.openai_timeout_s,
    )


async def completed(
    http: aiohttp.ClientSession, completion: Completion
) -> AsyncGenerator[str | ToolCall | Finish]:
    """Yield what a LanguageModel does; closing it ends the request."""
    how: dict[str, Any] = {
        "headers": completion.headers,
        "json": completion.request,
        "timeout": waits(completion.open_s, completion.wait_s),
        "explain": explain,
    }
    answer = Answer()
    try:
        async with asked(http, "POST", completion.url, **how) as response:
            chunks = paced(server_sent_json(response, _DONE), completion.wait_s, _is_content)
            async with aclosing(chunks):
                async for chunk in chunks:
                    for delta in answer.take(chunk):
                        yield delta
            yield answer.finish()
            await drain(response)
    except Filtered:
        yield Finish(FinishReason.CONTENT_FILTER)


def _is_content(chunk: Mapping[str, Any]) -> bool:
    """Chunks without choices keep some connections busy."""
    return bool(chunk.get("choices"))
