"""Talks to OpenAI, and to the many servers that speak its chat completions."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

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
from voicera_adapters.vendors.openai.chat import Completion, completed, completion_of
from voicera_adapters.vendors.openai.presets import (
    COMPATIBLE,
    OPENAI,
    PRESETS,
    KeyAccount,
    OptionalKeyAccount,
    Preset,
)
from voicera_adapters.vendors.openai.settings import OpenAISettings
from voicera_kit.errors import invalid


def description_of(adapter_id: str, preset: Preset, base_url: str) -> Description:
    return Description(
        id=adapter_id,
        modality=Modality.LANGUAGE_MODEL,
        display_name=preset.display_name,
        languages=("*",),
        capabilities=LanguageModelCapabilities(
            streaming=True, tools=True, response_schema=preset.response_schema
        ),
        settings=OpenAISettings,
        models=preset.models,
        any_model=True,
        account=preset.account,
        server=base_url if preset.account is OptionalKeyAccount else "",
    )


class Chat:
    def __init__(self, opening: Opening, preset: Preset, base_url: str) -> None:
        self.description = description_of(opening.id, preset, base_url)
        self._http = opening.http
        self._settings = opening.settings
        self._preset = preset
        self._url = preset.url(base_url)

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        async with aclosing(completed(self._http, self._completion(generation))) as deltas:
            async for delta in deltas:
                yield delta

    def _completion(self, generation: Generation) -> Completion:
        if not generation.model:
            raise invalid("model", "must be set")
        preset = self._preset
        return completion_of(
            generation,
            self._settings,
            self._url,
            preset.headers(_key(generation)),
            preset.tokens_field,
            asks_usage=preset.asks_usage,
        )


def _key(generation: Generation) -> str:
    account = generation.account
    if isinstance(account, KeyAccount | OptionalKeyAccount):
        return account.api_key.get_secret_value()
    raise TypeError(f"an account of another vendor: {type(account).__name__}")


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[LanguageModel]:
    """OpenAI's own id with another address is some compatible server; it may need no key."""
    preset = PRESETS[opening.id]
    base_url = opening.base_url(preset.base_url)
    if opening.id == OPENAI and base_url != preset.base_url:
        preset = COMPATIBLE
    yield Chat(opening, preset, base_url)
