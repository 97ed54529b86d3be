"""Answers with deployments of an Azure OpenAI resource, by the route that needs no dated version."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final

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
from voicera_adapters.opening import Opening
from voicera_adapters.vendors.azure_openai.account import AzureOpenAIAccount
from voicera_adapters.vendors.openai.chat import Completion, completed, completion_of
from voicera_adapters.vendors.openai.settings import OpenAISettings
from voicera_kit.errors import invalid

_PATH: Final = "/openai/v1/chat/completions"

DESCRIPTION: Final = Description(
    id="azure_openai",
    modality=Modality.LANGUAGE_MODEL,
    display_name="Azure OpenAI",
    languages=("*",),
    capabilities=LanguageModelCapabilities(streaming=True, tools=True, response_schema=True),
    settings=OpenAISettings,
    any_model=True,
    account=AzureOpenAIAccount,
)


class AzureOpenAI:
    """A generation's model is the name of a deployment."""

    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._settings = opening.settings
        self._address = opening.base_url("")

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        async with aclosing(completed(self._http, self._completion(generation))) as deltas:
            async for delta in deltas:
                yield delta

    def _completion(self, generation: Generation) -> Completion:
        if not generation.model:
            raise invalid("model", "must be the name of a deployment")
        account = account_of(generation.account, AzureOpenAIAccount)
        url = (self._address or account.address) + _PATH
        return completion_of(generation, self._settings, url, account.headers, "max_completion_tokens")


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[LanguageModel]:
    yield AzureOpenAI(opening)
