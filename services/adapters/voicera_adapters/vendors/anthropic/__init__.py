"""Answers with Anthropic's models through the Messages API."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from voicera_adapters.account import Account
from voicera_adapters.accounts import account_of
from voicera_adapters.contract import (
    Description,
    Finish,
    FinishReason,
    Generation,
    LanguageModel,
    LanguageModelCapabilities,
    Message,
    Modality,
    Role,
    ToolCall,
)
from voicera_adapters.net import (
    asked,
    broken_off,
    not_understood,
    refusal,
    server_sent_events,
    telling_failures,
)
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_kit.errors import invalid

BASE_URL: Final = "https://api.anthropic.com"
VERSION: Final = "2023-06-01"
MODELS: Final = ("claude-haiku-4-5", "claude-sonnet-4-5", "claude-opus-4-5")
DEFAULT_MAX_TOKENS: Final = 1024
"""The API insists on a longest answer."""
_REASONS: Final = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "tool_use": FinishReason.TOOL_CALLS,
    "refusal": FinishReason.CONTENT_FILTER,
}
_STATUS_OF_ERRORS: Final = {
    "authentication_error": 401,
    "permission_error": 403,
    "rate_limit_error": 429,
    "overloaded_error": 529,
    "invalid_request_error": 400,
}


class AnthropicAccount(Account):
    api_key: SecretStr


class AnthropicSettings(BaseModel):
    """Absent means the vendor's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top_p: float | None = Field(default=None, gt=0, le=1, title="Top p")
    top_k: int | None = Field(default=None, ge=1, le=500, title="Top k")
    stop_sequences: tuple[str, ...] = Field(default=(), max_length=4, title="Stop sequences")


DESCRIPTION: Final = Description(
    id="anthropic",
    modality=Modality.LANGUAGE_MODEL,
    display_name="Anthropic",
    languages=("*",),
    capabilities=LanguageModelCapabilities(streaming=True, tools=True),
    settings=AnthropicSettings,
    models=MODELS,
    any_model=True,
    account=AnthropicAccount,
)


class Anthropic:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._url = f"{opening.base_url(BASE_URL)}/v1/messages"

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        settings = read_settings(AnthropicSettings, generation.settings)
        if not generation.model:
            raise invalid("model", "must be set")
        key = account_of(generation.account, AnthropicAccount).api_key.get_secret_value()
        headers = {"x-api-key": key, "anthropic-version": VERSION}
        answer = Answer()
        asking = asked(self._http, "POST", self._url, headers=headers, json=request_of(generation, settings))
        async with asking as response, aclosing(server_sent_events(response)) as events:
            async for event in events:
                for delta in answer.take(json.loads(event)):
                    yield delta
        yield answer.finish()


class Answer:
    """Puts the stream's events together: words at once, tool calls when they are complete."""

    def __init__(self) -> None:
        self._call: dict[str, str] | None = None
        self._reason: FinishReason | None = None
        self._is_over = False
        self._read = self._cached = self._written = 0

    def take(self, event: dict[str, Any]) -> Iterator[str | ToolCall]:
        match event["type"]:
            case "message_start":
                self._count(event["message"]["usage"])
            case "content_block_start" if event["content_block"]["type"] == "tool_use":
                block = event["content_block"]
                self._call = {"id": block["id"], "name": block["name"], "arguments": ""}
            case "content_block_delta":
                yield from self._delta(event["delta"])
            case "content_block_stop":
                yield from self._complete()
            case "message_delta":
                self._reason = _REASONS.get(event["delta"]["stop_reason"], FinishReason.STOP)
                self._count(event.get("usage", {}))
            case "message_stop":
                self._is_over = True
            case "error":
                raise refusal(_STATUS_OF_ERRORS.get(event["error"]["type"], 500))

    def finish(self) -> Finish:
        if self._reason is None or not self._is_over:
            raise broken_off()
        return Finish(self._reason, self._read, self._written, self._cached)

    def _delta(self, delta: dict[str, Any]) -> Iterator[str]:
        if delta["type"] == "text_delta":
            yield delta["text"]
        elif delta["type"] == "input_json_delta" and self._call is not None:
            self._call["arguments"] += delta["partial_json"]

    def _complete(self) -> Iterator[ToolCall]:
        call, self._call = self._call, None
        if call is None:
            return
        with telling_failures():
            arguments = json.loads(call["arguments"] or "{}")
        if not isinstance(arguments, dict):
            raise not_understood()
        yield ToolCall(call["id"], call["name"], arguments)

    def _count(self, usage: dict[str, Any]) -> None:
        if "input_tokens" in usage:
            self._cached = usage.get("cache_read_input_tokens") or 0
            created = usage.get("cache_creation_input_tokens") or 0
            self._read = usage["input_tokens"] + created + self._cached
        self._written = usage.get("output_tokens", self._written)


def request_of(generation: Generation, settings: AnthropicSettings) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": generation.model,
        "max_tokens": generation.max_output_tokens or DEFAULT_MAX_TOKENS,
        "stream": True,
        "messages": list(_messages(generation)),
        **settings.model_dump(exclude_none=True, exclude_defaults=True),
    }
    instructions = "\n\n".join(each.text for each in generation.messages if each.role is Role.SYSTEM)
    if instructions:
        request["system"] = instructions
    if generation.tools:
        request["tools"] = [
            {
                "name": each.name,
                "description": each.description,
                "input_schema": dict(each.parameters) or {"type": "object", "properties": {}},
            }
            for each in generation.tools
        ]
    if generation.temperature is not None:
        request["temperature"] = min(generation.temperature, 1.0)
    return request


def _messages(generation: Generation) -> Iterator[dict[str, Any]]:
    """Results of tools are the user's; neighbours of one role are joined, as the API wants it."""
    joined: list[dict[str, Any]] = []
    for message in generation.messages:
        if message.role is Role.SYSTEM:
            continue
        role = "assistant" if message.role is Role.ASSISTANT else "user"
        content = list(_content(message))
        if joined and joined[-1]["role"] == role:
            joined[-1]["content"] += content
        elif content:
            joined.append({"role": role, "content": content})
    yield from joined


def _content(message: Message) -> Iterator[dict[str, Any]]:
    if message.role is Role.TOOL:
        yield {"type": "tool_result", "tool_use_id": message.tool_call_id, "content": message.text}
        return
    if message.text:
        yield {"type": "text", "text": message.text}
    for call in message.tool_calls:
        yield {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[LanguageModel]:
    yield Anthropic(opening)
