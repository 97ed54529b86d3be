"""Talks to OpenAI, or to any server that speaks its chat completions."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Final

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
from voicera_adapters.vendors.openai.settings import OpenAISettings
from voicera_kit.errors import FailedPrecondition, invalid

_BASE_URL: Final = "https://api.openai.com/v1"
_MODELS: Final = ("gpt-4.1-mini", "gpt-4.1", "gpt-4.1-nano", "gpt-4o-mini")
_NO_KEY: Final = "Set VOICERA_OPENAI_API_KEY, or VOICERA_OPENAI_BASE_URL for a server that needs no key"
KEY_MISSING: Final = "PROVIDER_KEY_MISSING"


class WithoutKey:
    """Stands in the catalogue, and says what is missing."""

    def __init__(self) -> None:
        self.description = _description(is_openai=True, unavailable_reason=_NO_KEY)

    def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        read_settings(OpenAISettings, generation.settings)
        if not generation.model:
            raise invalid("model", "must be set")
        raise FailedPrecondition(_NO_KEY, reason=KEY_MISSING)


def _description(*, is_openai: bool, unavailable_reason: str = "") -> Description:
    return Description(
        id="openai",
        modality=Modality.LANGUAGE_MODEL,
        display_name="OpenAI" if is_openai else "OpenAI-compatible server",
        languages=("*",),
        capabilities=LanguageModelCapabilities(streaming=True, tools=True),
        settings=OpenAISettings,
        models=_MODELS if is_openai else (),
        any_model=True,
        unavailable_reason=unavailable_reason,
    )


@asynccontextmanager
async def open_adapter(settings: AdapterSettings) -> AsyncIterator[LanguageModel]:
    is_openai = not settings.openai_base_url
    if is_openai and not settings.openai_api_key.get_secret_value():
        yield WithoutKey()
        return
    chat = import_module("voicera_adapters.vendors.openai.chat")
    # OpenAI renamed the longest answer; compatible servers mostly did not.
    tokens_field = "max_completion_tokens" if is_openai else "max_tokens"
    base_url = settings.openai_base_url or _BASE_URL
    async with chat.open_chat(settings, _description(is_openai=is_openai), base_url, tokens_field) as model:
        yield model
