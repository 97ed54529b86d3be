"""Generates with OpenAI's client."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import openai

from voicera_adapters.contract import Description, Finish, Generation, LanguageModel, ToolCall
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.vendors.openai.answer import Answer
from voicera_adapters.vendors.openai.failures import telling_failures
from voicera_adapters.vendors.openai.presets import KeyAccount, OptionalKeyAccount
from voicera_adapters.vendors.openai.request import request_of
from voicera_adapters.vendors.openai.settings import OpenAISettings
from voicera_kit.errors import invalid

_NO_KEY: Final = "none"
"""The client insists on one."""


class OpenAI:
    def __init__(
        self, description: Description, client: openai.AsyncOpenAI, timeout_s: float, tokens_field: str
    ) -> None:
        self.description = description
        self._client = client
        self._timeout_s = timeout_s
        self._tokens_field = tokens_field

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        settings = read_settings(OpenAISettings, generation.settings)
        if not generation.model:
            raise invalid("model", "must be set")
        create: Any = self._client.with_options(api_key=_key(generation)).chat.completions.create
        request = request_of(generation, settings, self._tokens_field)
        answer = Answer()
        with telling_failures():
            # Leaving the stream, also by being closed, closes the HTTP request.
            async with await create(**request, timeout=settings.timeout_s or self._timeout_s) as chunks:
                async for chunk in chunks:
                    for delta in answer.take(chunk):
                        yield delta
        yield answer.finish()


def _key(generation: Generation) -> str:
    account = generation.account
    if isinstance(account, KeyAccount | OptionalKeyAccount):
        return account.api_key.get_secret_value() or _NO_KEY
    return _NO_KEY


@asynccontextmanager
async def open_chat(
    opening: Opening, description: Description, base_url: str, tokens_field: str
) -> AsyncIterator[LanguageModel]:
    async with openai.AsyncOpenAI(api_key=_NO_KEY, base_url=base_url, max_retries=0) as client:
        yield OpenAI(description, client, opening.settings.openai_timeout_s, tokens_field)
