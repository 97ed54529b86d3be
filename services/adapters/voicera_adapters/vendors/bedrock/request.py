"""Writes a conversation the way ConverseStream wants it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from voicera_adapters.contract import Generation, Message, Role, Tool
from voicera_adapters.schemas import closed
from voicera_adapters.turns import Turn, instructions, turns
from voicera_adapters.vendors.bedrock.settings import BedrockSettings

_HOTTEST: Final = 1.0
"""Other vendors go on to 2."""


def request_of(generation: Generation, settings: BedrockSettings) -> dict[str, Any]:
    request: dict[str, Any] = {
        "messages": [_turn(each) for each in turns(generation.messages)],
        **settings.beside(),
    }
    if system := instructions(generation.messages):
        request["system"] = [{"text": system}]
    if inference := _inference(generation, settings):
        request["inferenceConfig"] = inference
    if tools := [_specification(each) for each in _tools(generation)]:
        request["toolConfig"] = {"tools": tools}
    if generation.response_schema is not None:
        request["outputConfig"] = {"textFormat": _form(generation.response_schema)}
    return request


def _inference(generation: Generation, settings: BedrockSettings) -> dict[str, Any]:
    inference = settings.inference()
    if generation.temperature is not None:
        inference["temperature"] = min(generation.temperature, _HOTTEST)
    if generation.max_output_tokens:
        inference["maxTokens"] = generation.max_output_tokens
    return inference


def _tools(generation: Generation) -> Iterator[Tool]:
    """Yield the tools; without any, those called before, which the vendor insists on."""
    if generation.tools:
        yield from generation.tools
        return
    called = (call.name for message in generation.messages for call in message.tool_calls)
    yield from (Tool(each, "", {}) for each in dict.fromkeys(called))


def _specification(tool: Tool) -> dict[str, Any]:
    schema = dict(tool.parameters) or {"type": "object", "properties": {}}
    specification: dict[str, Any] = {"name": tool.name, "inputSchema": {"json": schema}}
    if tool.description:
        specification["description"] = tool.description
    return {"toolSpec": specification}


def _form(schema: Mapping[str, Any]) -> dict[str, Any]:
    text = json.dumps(closed(schema), ensure_ascii=False)
    return {"type": "json_schema", "structure": {"jsonSchema": {"name": "answer", "schema": text}}}


def _turn(turn: Turn) -> dict[str, Any]:
    content = [block for message in turn.messages for block in _blocks(message)]
    return {"role": "assistant" if turn.is_model else "user", "content": content}


def _blocks(message: Message) -> Iterator[dict[str, Any]]:
    if message.role is Role.TOOL:
        content = [_result(message.text)]
        yield {"toolResult": {"toolUseId": message.tool_call_id, "content": content}}
        return
    if message.text.strip():
        yield {"text": message.text}
    for call in message.tool_calls:
        yield {"toolUse": {"toolUseId": call.id, "name": call.name, "input": dict(call.arguments)}}


def _result(text: str) -> dict[str, Any]:
    """Objects stay objects; blank text is refused."""
    try:
        result = json.loads(text or "{}")
    except ValueError:
        result = None
    if isinstance(result, dict):
        return {"json": result}
    return {"text": text} if text.strip() else {"json": {}}
