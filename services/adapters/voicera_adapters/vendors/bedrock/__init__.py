"""Answers with models on Amazon Bedrock.

AWS's own library signs requests and reads event streams; what it does with sockets would block, so it does not.
"""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final
from urllib.parse import quote

from yarl import URL

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
from voicera_adapters.net import asked, paced
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.vendors.bedrock.account import BedrockAccount
from voicera_adapters.vendors.bedrock.answer import Answer
from voicera_adapters.vendors.bedrock.events import Event, events_of
from voicera_adapters.vendors.bedrock.failures import explain
from voicera_adapters.vendors.bedrock.request import request_of
from voicera_adapters.vendors.bedrock.settings import BedrockSettings
from voicera_adapters.vendors.bedrock.signing import signed_headers
from voicera_kit.errors import invalid

MODELS: Final = (
    "global.anthropic.claude-haiku-4-5-20251001-v1:0",
    "amazon.nova-lite-v1:0",
    "amazon.nova-micro-v1:0",
    "amazon.nova-pro-v1:0",
)
_CONTENT: Final = frozenset({
    "messageStart",
    "contentBlockStart",
    "contentBlockDelta",
    "contentBlockStop",
    "messageStop",
})
_MODEL: Final = re.compile(r"[A-Za-z0-9][\w.:/-]*", re.ASCII)
"""An ID, an inference profile or an ARN; it is a part of the address."""

DESCRIPTION: Final = Description(
    id="bedrock",
    modality=Modality.LANGUAGE_MODEL,
    display_name="Amazon Bedrock",
    languages=("*",),
    capabilities=LanguageModelCapabilities(streaming=True, tools=True, response_schema=True),
    settings=BedrockSettings,
    models=MODELS,
    any_model=True,
    account=BedrockAccount,
)


class Bedrock:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._wait_s = opening.settings.vendor_answer_s
        self._address = opening.base_url("")

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        settings = read_settings(BedrockSettings, generation.settings)
        if not _MODEL.fullmatch(generation.model):
            raise invalid("model", "must be the ID of a model" if generation.model else "must be set")
        account = account_of(generation.account, BedrockAccount)
        url = f"{self._address or account.address}/model/{quote(generation.model, safe='')}/converse-stream"
        body = json.dumps(request_of(generation, settings)).encode()
        headers = signed_headers(account, url, body)
        asking = asked(
            self._http, "POST", URL(url, encoded=True), explain=explain, headers=headers, data=body
        )
        answer = Answer()
        async with (
            asking as response,
            aclosing(paced(events_of(response), self._wait_s, _is_content)) as events,
        ):
            async for event in events:
                for delta in answer.take(event):
                    yield delta
        yield answer.finish()


def _is_content(event: Event) -> bool:
    return event.kind in _CONTENT


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[LanguageModel]:
    yield Bedrock(opening)
