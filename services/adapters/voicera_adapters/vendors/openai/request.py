"""Writes a conversation the way chat completions want it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from voicera_adapters.contract import Generation, Message, Role, Tool, ToolCall
from voicera_adapters.schemas import closed, requires_all
from voicera_adapters.vendors.openai.settings import OpenAISettings


def request_of(
    generation: Generation, settings: OpenAISettings, tokens_field: str, *, asks_usage: bool = True
) -> dict[str, Any]:
    """`tokens_field` names the longest answer."""
    request: dict[str, Any] = {
        "model": generation.model,
        "messages": list(_messages(generation)),
        "stream": True,
        **settings.parameters(),
    }
    if asks_usage:
        request["stream_options"] = {"include_usage": True}
    if generation.tools:
        request["tools"] = [_tool(each) for each in generation.tools]
    if generation.temperature is not None:
        request["temperature"] = generation.temperature
    if generation.max_output_tokens:
        request[tokens_field] = generation.max_output_tokens
    if generation.response_schema is not None:
        request["response_format"] = _shape(generation.response_schema)
    return request


def _messages(generation: Generation) -> Iterator[dict[str, Any]]:
    for message in generation.messages:
        written: dict[str, Any] = {"role": message.role.value, "content": _content(message)}
        if message.tool_calls:
            written["tool_calls"] = [_call(each) for each in message.tool_calls]
        if message.role is Role.TOOL:
            written["tool_call_id"] = message.tool_call_id
        yield written


def _content(message: Message) -> str | None:
    return None if message.tool_calls and not message.text else message.text


def _shape(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Strictness is refused for schemas with optional properties, which are kept to as well as the model can."""
    shape = closed(schema)
    named = {"name": "answer", "strict": requires_all(shape), "schema": shape}
    return {"type": "json_schema", "json_schema": named}


def _tool(tool: Tool) -> dict[str, Any]:
    parameters = dict(tool.parameters) or {"type": "object", "properties": {}}
    function = {"name": tool.name, "description": tool.description, "parameters": parameters}
    return {"type": "function", "function": function}


def _call(call: ToolCall) -> dict[str, Any]:
    arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}
