"""Writes a conversation the way the Messages API wants it."""

from collections.abc import Iterator
from typing import Any, Final

from voicera_adapters.contract import Generation, Message, Role, Tool
from voicera_adapters.schemas import closed
from voicera_adapters.turns import Turn, instructions, turns
from voicera_adapters.vendors.anthropic.settings import AnthropicSettings

DEFAULT_MAX_TOKENS: Final = 1024
"""The API insists on a longest answer."""
_HOTTEST: Final = 1.0
"""Other vendors go on to 2."""


def request_of(generation: Generation, settings: AnthropicSettings) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": generation.model,
        "max_tokens": generation.max_output_tokens or DEFAULT_MAX_TOKENS,
        "stream": True,
        "messages": [_turn(each) for each in turns(generation.messages)],
        **settings.parameters(),
    }
    if system := instructions(generation.messages):
        request["system"] = system
    if generation.tools:
        request["tools"] = [_tool(each) for each in generation.tools]
    if generation.temperature is not None:
        request["temperature"] = min(generation.temperature, _HOTTEST)
    if form := _form(generation, settings):
        request["output_config"] = form
    return request


def _form(generation: Generation, settings: AnthropicSettings) -> dict[str, Any]:
    form: dict[str, Any] = {"effort": settings.effort} if settings.effort else {}
    if generation.response_schema is not None:
        form["format"] = {"type": "json_schema", "schema": closed(generation.response_schema)}
    return form


def _tool(tool: Tool) -> dict[str, Any]:
    schema = dict(tool.parameters) or {"type": "object", "properties": {}}
    return {"name": tool.name, "description": tool.description, "input_schema": schema}


def _turn(turn: Turn) -> dict[str, Any]:
    content = [part for message in turn.messages for part in _content(message)]
    return {"role": "assistant" if turn.is_model else "user", "content": content}


def _content(message: Message) -> Iterator[dict[str, Any]]:
    if message.role is Role.TOOL:
        yield {"type": "tool_result", "tool_use_id": message.tool_call_id, "content": message.text}
        return
    if message.text.strip():
        yield {"type": "text", "text": message.text}
    for call in message.tool_calls:
        yield {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
