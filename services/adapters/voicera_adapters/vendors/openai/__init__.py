"""Talks to OpenAI, and to the many servers that speak its chat completions."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from importlib import import_module
from importlib.util import find_spec

from voicera_adapters.accounts import is_complete
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
from voicera_adapters.vendors.openai.presets import COMPATIBLE, OPENAI, PRESETS, Preset
from voicera_adapters.vendors.openai.settings import OpenAISettings


def description_of(adapter_id: str, preset: Preset) -> Description:
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
    )


class Chat:
    """Opens the client when it is first needed: importing it takes a second, which a process without a key saves."""

    def __init__(self, opening: Opening, preset: Preset, base_url: str) -> None:
        self.description = description_of(opening.id, preset)
        self._opening = opening
        self._preset = preset
        self._base_url = base_url
        self._stack = AsyncExitStack()
        self._lock = asyncio.Lock()
        self._model: LanguageModel | None = None

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        model = self._model or await self.open()
        async with aclosing(model.generate(generation)) as deltas:
            async for delta in deltas:
                yield delta

    async def open(self) -> LanguageModel:
        async with self._lock:
            if self._model is not None:
                return self._model
            chat = await asyncio.to_thread(import_module, "voicera_adapters.vendors.openai.chat")
            opening = chat.open_chat(
                self._opening, self.description, self._base_url, self._preset.tokens_field
            )
            model: LanguageModel = await self._stack.enter_async_context(opening)
            self._model = model
            return model

    async def close(self) -> None:
        await self._stack.aclose()


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[LanguageModel]:
    """OpenAI's own id with another address is some compatible server; it may need no key."""
    if find_spec("openai") is None:
        raise ImportError(name="openai")
    preset = PRESETS[opening.id]
    base_url = opening.base_url(preset.base_url)
    if opening.id == OPENAI and base_url != preset.base_url:
        preset = COMPATIBLE
    adapter = Chat(opening, preset, base_url)
    if is_complete(adapter.description):
        await adapter.open()
    try:
        yield adapter
    finally:
        await adapter.close()
