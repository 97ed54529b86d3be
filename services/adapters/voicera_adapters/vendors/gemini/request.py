"""Writes a conversation the way generateContent wants it."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from voicera_adapters.contract import Generation, Message, Role, Tool
from voicera_adapters.turns import Turn, instructions, turns
from voicera_adapters.vendors.gemini.settings import GeminiSettings
from voicera_adapters.vendors.gemini.signatures import Signatures


def request_of(generation: Generation, settings: GeminiSettings, signatures: Signatures) -> dict[str, Any]:
    contents = _Contents(generation, signatures)
    request: dict[str, Any] = {
        "contents": [content for turn in turns(generation.messages) for content in contents.of(turn)]
    }
    if system := instructions(generation.messages):
        request["systemInstruction"] = {"parts": [{"text": system}]}
    if generation.tools:
        request["tools"] = [{"functionDeclarations": [declaration(each) for each in generation.tools]}]
    if config := _config(generation, settings):
        request["generationConfig"] = config
    if safety := settings.safety():
        request["safetySettings"] = safety
    return request


def _config(generation: Generation, settings: GeminiSettings) -> dict[str, Any]:
    config = settings.generation()
    if generation.temperature is not None:
        config["temperature"] = generation.temperature
    if generation.max_output_tokens:
        config["maxOutputTokens"] = generation.max_output_tokens
    if generation.response_schema is not None:
        config["responseMimeType"] = "application/json"
        config["responseJsonSchema"] = dict(generation.response_schema)
    return config


def declaration(tool: Tool) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": tool.name, "description": tool.description}
    if tool.parameters:
        declared["parametersJsonSchema"] = dict(tool.parameters)
    return declared


class _Contents:
    def __init__(self, generation: Generation, signatures: Signatures) -> None:
        self._model = generation.model
        self._signatures = signatures
        self._names = {call.id: call.name for each in generation.messages for call in each.tool_calls}

    def of(self, turn: Turn) -> Iterator[dict[str, Any]]:
        """Yield the results of tools apart from what the user says."""
        for _, messages in groupby(turn.messages, key=lambda each: each.role is Role.TOOL):
            parts = [part for each in messages for part in self._parts(each)]
            yield {"role": "model" if turn.is_model else "user", "parts": parts}

    def _parts(self, message: Message) -> Iterator[dict[str, Any]]:
        if message.role is Role.TOOL:
            yield {"functionResponse": self._response(message)}
            return
        if message.text.strip():
            yield {"text": message.text}
        for at, call in enumerate(message.tool_calls):
            part: dict[str, Any] = {
                "functionCall": {"id": call.id, "name": call.name, "args": dict(call.arguments)}
            }
            if signature := self._signatures.of(call.id, self._model, is_first=at == 0):
                part["thoughtSignature"] = signature
            yield part

    def _response(self, message: Message) -> dict[str, Any]:
        called = message.tool_call_id
        return {"id": called, "name": self._names.get(called, called), "response": result_of(message.text)}


def result_of(text: str) -> Mapping[str, Any]:
    """Results are objects; others are wrapped the way the vendor knows."""
    try:
        result = json.loads(text)
    except ValueError:
        result = text
    return result if isinstance(result, dict) else {"output": result}
