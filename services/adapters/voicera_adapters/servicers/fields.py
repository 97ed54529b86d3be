"""Reads the fields the requests share."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from google.protobuf import json_format, struct_pb2

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera.ai.v1.realtime_service_pb2 import TalkConfig
from voicera.ai.v1.usage_pb2 import (
    USAGE_UNIT_AUDIO_SECONDS,
    USAGE_UNIT_CACHED_INPUT_TOKENS,
    USAGE_UNIT_INPUT_AUDIO_TOKENS,
    USAGE_UNIT_INPUT_TOKENS,
    USAGE_UNIT_OUTPUT_AUDIO_TOKENS,
    USAGE_UNIT_OUTPUT_TOKENS,
    Usage,
    UsageUnit,
)
from voicera.common.v1 import audio_pb2
from voicera_adapters.audio import HIGHEST_RATE_HZ, LOWEST_RATE_HZ, AudioFormat, Encoding
from voicera_adapters.contract import Description, Message, Role, Tool, ToolCall
from voicera_adapters.realtime import TokenUsage
from voicera_kit.errors import FailedPrecondition, invalid

PROVIDER_UNAVAILABLE: Final = "PROVIDER_UNAVAILABLE"
_HOTTEST: Final = 2.0

_ENCODINGS: Final = {
    audio_pb2.AUDIO_ENCODING_MULAW: Encoding.MULAW,
    audio_pb2.AUDIO_ENCODING_PCM_S16LE: Encoding.PCM_S16LE,
}
_ROLES: Final = {
    llm.MESSAGE_ROLE_SYSTEM: Role.SYSTEM,
    llm.MESSAGE_ROLE_USER: Role.USER,
    llm.MESSAGE_ROLE_ASSISTANT: Role.ASSISTANT,
    llm.MESSAGE_ROLE_TOOL: Role.TOOL,
}


def read_struct(struct: struct_pb2.Struct, field: str) -> dict[str, Any]:
    """Raises InvalidArgument naming what is NaN or infinite, which JSON has no word for."""
    if endless := next(_endless(struct, field), None):
        raise invalid(endless, "must be a finite number")
    return json_format.MessageToDict(struct)


def write_struct(values: Mapping[str, Any], struct: struct_pb2.Struct) -> None:
    """Raises ValueError or ArithmeticError for what a struct cannot hold, or whoever reads it cannot read."""
    try:
        json_format.ParseDict(dict(values), struct)
    except json_format.ParseError as error:
        raise ValueError("nothing a struct can hold") from error
    if endless := next(_endless(struct, "arguments"), None):
        raise ValueError(endless)


def _endless(struct: struct_pb2.Struct, path: str) -> Iterator[str]:
    for name, value in struct.fields.items():
        yield from _endless_within(value, f"{path}.{name}")


def _endless_within(value: struct_pb2.Value, path: str) -> Iterator[str]:
    match value.WhichOneof("kind"):
        case "number_value" if not math.isfinite(value.number_value):
            yield path
        case "struct_value":
            yield from _endless(value.struct_value, path)
        case "list_value":
            for at, each in enumerate(value.list_value.values):
                yield from _endless_within(each, f"{path}[{at}]")


def read_format(message: audio_pb2.AudioFormat) -> AudioFormat:
    encoding = _ENCODINGS.get(message.encoding)
    if encoding is None:
        raise invalid("audio_format.encoding", "must be PCM_S16LE or MULAW")
    if not LOWEST_RATE_HZ <= message.sample_rate_hz <= HIGHEST_RATE_HZ:
        raise invalid("audio_format.sample_rate_hz", f"must be from {LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ}")
    return AudioFormat(encoding, message.sample_rate_hz)


def read_temperature(message: llm.GenerateRequest | TalkConfig) -> float | None:
    """Return None where it is the vendor's."""
    temperature = message.temperature if message.HasField("temperature") else None
    if temperature is not None and not 0 <= temperature <= _HOTTEST:
        raise invalid("temperature", f"must be from 0 to {_HOTTEST:g}")
    return temperature


def read_messages(messages: Iterable[llm.Message]) -> Iterator[Message]:
    """Yield a conversation, which the request calls "messages"."""
    for at, message in enumerate(messages):
        role = _ROLES.get(message.role)
        if role is None:
            raise invalid(f"messages[{at}].role", "must be set")
        if role is Role.TOOL and not message.tool_call_id:
            raise invalid(f"messages[{at}].tool_call_id", "must be set on a TOOL message")
        calls = tuple(
            ToolCall(
                each.id,
                each.name,
                read_struct(each.arguments, f"messages[{at}].tool_calls[{number}].arguments"),
            )
            for number, each in enumerate(message.tool_calls)
        )
        yield Message(role, message.text, calls, message.tool_call_id)


def read_tools(tools: Iterable[llm.ToolDefinition]) -> tuple[Tool, ...]:
    """Return what the request calls "tools"."""
    return tuple(
        Tool(each.name, each.description, read_struct(each.parameters, f"tools[{at}].parameters"))
        for at, each in enumerate(tools)
    )


def check_language(description: Description, language: str) -> None:
    if not description.speaks(language):
        raise invalid("language", f"is none {description.id} works in; see the catalogue")


def check_model(description: Description, model: str) -> None:
    if model and not description.any_model and model not in description.models:
        raise invalid("model", f"must be one of: {', '.join(description.models)}")


def check_voice(description: Description, voice: str) -> None:
    if voice and not description.any_voice and all(each.id != voice for each in description.voices):
        raise invalid("voice", "must be one of the catalogue's voices")


def check_available(description: Description) -> None:
    if description.unavailable_reason:
        raise FailedPrecondition(description.unavailable_reason, reason=PROVIDER_UNAVAILABLE)


def audio_usage(duration_ms: float) -> Usage:
    return Usage(unit=USAGE_UNIT_AUDIO_SECONDS, quantity=duration_ms / 1000)


def token_usage(read: int, cached: int, written: int) -> list[Usage]:
    """Return what is not nothing; `read` has the cached ones in it."""
    return _counted({
        USAGE_UNIT_INPUT_TOKENS: read - cached,
        USAGE_UNIT_CACHED_INPUT_TOKENS: cached,
        USAGE_UNIT_OUTPUT_TOKENS: written,
    })


def talk_usage(usage: TokenUsage) -> list[Usage]:
    """Return what is not nothing; no token is in two of them."""
    return _counted({
        USAGE_UNIT_INPUT_TOKENS: usage.text_read,
        USAGE_UNIT_INPUT_AUDIO_TOKENS: usage.audio_read,
        USAGE_UNIT_CACHED_INPUT_TOKENS: usage.cached_read,
        USAGE_UNIT_OUTPUT_TOKENS: usage.text_written,
        USAGE_UNIT_OUTPUT_AUDIO_TOKENS: usage.audio_written,
    })


def _counted(counts: Mapping["UsageUnit.ValueType", int]) -> list[Usage]:
    return [Usage(unit=unit, quantity=count) for unit, count in counts.items() if count > 0]
