"""Answers with Anthropic's models through the Messages API."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

from pydantic import SecretStr

from voicera_adapters.account import Account
from voicera_adapters.accounts import account_of
from voicera_adapters.contract import (
    Description,
    Finish,
    Generation,
    LanguageModel,
    LanguageModelCapabilities,
    Modality,
    ToolCall,
)
from voicera_adapters.net import asked, drain, paced, server_sent_json
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.vendors.anthropic.answer import Answer
from voicera_adapters.vendors.anthropic.failures import explain
from voicera_adapters.vendors.anthropic.request import request_of
from voicera_adapters.vendors.anthropic.settings import AnthropicSettings
from voicera_kit.errors import invalid

BASE_URL: Final = "https://api.anthropic.com"
VERSION: Final = "2023-06-01"
MODELS: Final = ("claude-haiku-4-5", "claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5")


class AnthropicAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"x-api-key": self.api_key.get_secret_value(), "anthropic-version": VERSION}


DESCRIPTION: Final = Description(
    id="anthropic",
    modality=Modality.LANGUAGE_MODEL,
    display_name="Anthropic",
    languages=("*",),
    capabilities=LanguageModelCapabilities(streaming=True, tools=True, response_schema=True),
    settings=AnthropicSettings,
    models=MODELS,
    any_model=True,
    account=AnthropicAccount,
)


class Anthropic:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._wait_s = opening.settings.vendor_answer_s
        self._url = f"{opening.base_url(BASE_URL)}/v1/messages"

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        settings = read_settings(AnthropicSettings, generation.settings)
        if not generation.model:
            raise invalid("model", "must be set")
        headers = account_of(generation.account, AnthropicAccount).headers
        request = request_of(generation, settings)
        asking = asked(self._http, "POST", self._url, explain=explain, headers=headers, json=request)
        answer = Answer()
        async with asking as response:
            async with aclosing(paced(server_sent_json(response), self._wait_s, _is_content)) as events:
                async for event in events:
                    for delta in answer.take(event):
                        yield delta
                    if answer.is_over:
                        break
            yield answer.finish()
            await drain(response)


def _is_content(event: Mapping[str, Any]) -> bool:
    return bool(event["type"] != "ping")


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[LanguageModel]:
    yield Anthropic(opening)
