"""Answers with Google's models through the Gemini API."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

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
from voicera_adapters.net import asked, paced, server_sent_json
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.vendors.gemini.account import GeminiAccount
from voicera_adapters.vendors.gemini.answer import Answer
from voicera_adapters.vendors.gemini.failures import explain
from voicera_adapters.vendors.gemini.request import request_of
from voicera_adapters.vendors.gemini.settings import GeminiSettings
from voicera_adapters.vendors.gemini.signatures import Signatures
from voicera_kit.errors import invalid

BASE_URL: Final = "https://generativelanguage.googleapis.com"
MODELS: Final = ("gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-3.5-flash", "gemini-3.8-flash")
_MODEL: Final = re.compile(r"(?:(?:models|tunedModels)/)?[\w.-]+", re.ASCII)
"""A model's name is a part of the address."""

DESCRIPTION: Final = Description(
    id="gemini",
    modality=Modality.LANGUAGE_MODEL,
    display_name="Google Gemini",
    languages=("*",),
    capabilities=LanguageModelCapabilities(streaming=True, tools=True, response_schema=True),
    settings=GeminiSettings,
    models=MODELS,
    any_model=True,
    account=GeminiAccount,
)


class Gemini:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._wait_s = opening.settings.vendor_answer_s
        self._base_url = opening.base_url(BASE_URL)
        self._signatures = Signatures()

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        settings = read_settings(GeminiSettings, generation.settings)
        url = self._url(generation.model)
        headers = account_of(generation.account, GeminiAccount).headers
        request = request_of(generation, settings, self._signatures)
        asking = asked(
            self._http, "POST", url, params={"alt": "sse"}, explain=explain, headers=headers, json=request
        )
        answer = Answer(self._signatures)
        async with (
            asking as response,
            aclosing(paced(server_sent_json(response), self._wait_s, _is_content)) as chunks,
        ):
            async for chunk in chunks:
                for delta in answer.take(chunk):
                    yield delta
        yield answer.finish()

    def _url(self, model: str) -> str:
        if not _MODEL.fullmatch(model):
            raise invalid("model", "must be the name of a model" if model else "must be set")
        path = model if "/" in model else f"models/{model}"
        return f"{self._base_url}/v1beta/{path}:streamGenerateContent"


def _is_content(chunk: Mapping[str, Any]) -> bool:
    return bool(chunk.get("candidates"))


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[LanguageModel]:
    yield Gemini(opening)
