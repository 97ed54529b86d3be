"""Talks to OpenAI, or to any server that speaks its chat completions."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import openai

from voicera_adapters.contract import (
    Description,
    Finish,
    Generation,
    LanguageModel,
    LanguageModelCapabilities,
    Modality,
    ToolCall,
)
from voicera_adapters.read import read_settings
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.vendors.openai.answer import Answer
from voicera_adapters.vendors.openai.failures import KEY_MISSING, telling_failures
from voicera_adapters.vendors.openai.request import request_of
from voicera_adapters.vendors.openai.settings import OpenAISettings
from voicera_kit.errors import FailedPrecondition, invalid

_BASE_URL: Final = "https://api.openai.com/v1"
_MODELS: Final = ("gpt-4.1-mini", "gpt-4.1", "gpt-4.1-nano", "gpt-4o-mini")
_NO_KEY: Final = "Set VOICERA_OPENAI_API_KEY, or VOICERA_OPENAI_BASE_URL for a server that needs no key"
_ANY_KEY: Final = "none"


class OpenAI:
    """`client` is None where there is no key."""

    def __init__(self, client: openai.AsyncOpenAI | None, timeout_s: float, *, is_openai: bool) -> None:
        self._client = client
        self._timeout_s = timeout_s
        self._tokens_field = "max_completion_tokens" if is_openai else "max_tokens"
        self.description = Description(
            id="openai",
            modality=Modality.LANGUAGE_MODEL,
            display_name="OpenAI" if is_openai else "OpenAI-compatible server",
            languages=("*",),
            capabilities=LanguageModelCapabilities(streaming=True, tools=True),
            settings=OpenAISettings,
            models=_MODELS if is_openai else (),
            any_model=True,
            unavailable_reason="" if client else _NO_KEY,
        )

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        settings = read_settings(OpenAISettings, generation.settings)
        if not generation.model:
            raise invalid("model", "must be set")
        if self._client is None:
            raise FailedPrecondition(_NO_KEY, reason=KEY_MISSING)
        create: Any = self._client.chat.completions.create
        request = request_of(generation, settings, self._tokens_field)
        answer = Answer()
        with telling_failures():
            # Leaving the stream, also by being closed, closes the HTTP request.
            async with await create(**request, timeout=settings.timeout_s or self._timeout_s) as chunks:
                async for chunk in chunks:
                    for delta in answer.take(chunk):
                        yield delta
        yield answer.finish()


@asynccontextmanager
async def open_adapter(settings: AdapterSettings) -> AsyncIterator[LanguageModel]:
    key = settings.openai_api_key.get_secret_value()
    is_openai = not settings.openai_base_url
    if is_openai and not key:
        yield OpenAI(None, settings.openai_timeout_s, is_openai=True)
        return
    async with openai.AsyncOpenAI(
        api_key=key or _ANY_KEY, base_url=settings.openai_base_url or _BASE_URL, max_retries=0
    ) as client:
        yield OpenAI(client, settings.openai_timeout_s, is_openai=is_openai)
